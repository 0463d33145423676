namespace ActorBackprop.Learning.Data;

/// <summary>
/// The ink of a picture, separated from its paper. The paper may be light or dark, lit from one side, noisy, ruled, framed and specked.
/// </summary>
internal sealed class Foreground
{
    /// <summary>The contrast below which a difference is noise, in standard deviations of the paper.</summary>
    public const double Noise = 4;

    /// <summary>The contrast below which a difference is not ink, in levels of grey.</summary>
    public const double MinContrast = 16;

    private const double LineCoverage = 0.9, LineShare = 0.04; // of a row or column; of the picture's rows or columns
    private const double MinMass = 0.02; // of the heaviest component's ink
    private const int MinShare = 20; // the picture's side divided by the digit's; a smaller digit is a speck
    private const int Inset = 10; // the picture's side divided by the distance at which a corner is inside a frame

    private readonly int _rows, _columns;

    private Foreground(Paper paper, int rows, int columns, double[] ink, bool isDark)
    {
        (Paper, _rows, _columns, Ink, IsDark) = (paper, rows, columns, ink, isDark);
    }

    /// <summary>The paper.</summary>
    public Paper Paper { get; }

    /// <summary>[rows][columns]: the ink of each pixel, 0 to 255.</summary>
    public double[] Ink { get; }

    /// <summary>Whether the ink is darker than the paper.</summary>
    public bool IsDark { get; }

    /// <summary>[rows][columns]: whether a pixel belongs to the digit.</summary>
    public bool[] IsDigit { get; private set; } = [];

    /// <summary>Separates ink and paper; returns null where nothing stands out, or only a speck.</summary>
    /// <param name="grey">[rows][columns], 0 to 255.</param>
    /// <param name="rows">Pixels down.</param>
    /// <param name="columns">Pixels across.</param>
    public static Foreground? Of(double[] grey, int rows, int columns)
    {
        // The outermost pixels are paper, unless the picture has a frame: then what they enclose is "ink" into its corners.
        var ring = Paper.Ring(rows, columns);
        var byRing = On(ring);
        if (byRing is not null && !byRing.FillsCorners()) return byRing;
        if (On([.. Enumerable.Range(0, grey.Length)]) is { } byAll && byAll.IsDark != byRing?.IsDark) return byAll;
        return byRing is null || Array.Exists(ring, i => byRing.IsDigit[i]) ? null : byRing;

        Foreground? On(int[] paper) => Find(new Paper(grey, columns, paper), grey, rows, columns);
    }

    private bool FillsCorners()
    {
        var (row, column) = (_rows / Inset, _columns / Inset);
        return new[] { (row, column), (row, _columns - 1 - column), (_rows - 1 - row, column), (_rows - 1 - row, _columns - 1 - column) }
            .All(corner => IsDigit[corner.Item1 * _columns + corner.Item2]);
    }

    /// <summary>Returns the digit's height or width, whichever is larger.</summary>
    private int Largest()
    {
        var pixels = Enumerable.Range(0, IsDigit.Length).Where(i => IsDigit[i]).ToList();
        return 1 + Math.Max(Extent(i => i / _columns), Extent(i => i % _columns));

        int Extent(Func<int, int> place) => pixels.Max(place) - pixels.Min(place);
    }

    /// <summary>Returns whether a pixel belongs to the digit or touches it.</summary>
    public Func<int, int, bool> IsNearDigit()
    {
        var isNear = new bool[IsDigit.Length];
        for (var i = 0; i < isNear.Length; i++)
            if (IsDigit[i]) foreach (var pixel in Around(i)) isNear[pixel] = true;
        return (row, column) => isNear[row * _columns + column];
    }

    private static Foreground? Find(Paper paper, double[] grey, int rows, int columns)
    {
        if (paper.InkOn(grey, Math.Max(MinContrast, Noise * paper.Deviation)) is not var (ink, isDark)) return null;
        var found = new Foreground(paper, rows, columns, ink, isDark);
        var least = Math.Max(ink.Max() * MinContrast / 255, Noise * paper.Deviation);
        found.RemoveLines(least);
        found.IsDigit = found.LargeComponents(least);
        return Array.Exists(found.IsDigit, isDigit => isDigit) && found.Largest() * MinShare >= Math.Max(rows, columns) ? found : null;
    }

    /// <summary>Removes lines: thin rows or columns that are almost all ink are replaced by their neighbours.</summary>
    private void RemoveLines(double least)
    {
        var (fullRows, fullColumns) = (Full(_rows, _columns, _columns, 1), Full(_columns, _rows, 1, _columns));
        Remove(fullRows, _columns, _columns, 1);
        Remove(fullColumns, _rows, 1, _columns);

        bool[] Full(int lines, int length, int apart, int step) => [.. Enumerable.Range(0, lines).Select(line =>
            Enumerable.Range(0, length).Count(i => Ink[line * apart + i * step] >= least) >= LineCoverage * length)];

        void Remove(bool[] isFull, int length, int apart, int step)
        {
            var lines = isFull.Length;
            for (var from = 0; from < lines; from++)
            {
                var to = from;
                while (to < lines && isFull[to]) to++;
                if (to > from && to - from <= Math.Max(2, LineShare * lines))
                    for (var i = 0; i < length; i++)
                    {
                        var before = from == 0 ? 0 : Ink[(from - 1) * apart + i * step];
                        var after = to == lines ? 0 : Ink[to * apart + i * step];
                        for (var line = from; line < to; line++) Ink[line * apart + i * step] = Math.Min(before, after);
                    }
                from = Math.Max(from, to);
            }
        }
    }

    /// <summary>Returns the pixels of connected ink without specks and a frame, whose ink is removed.</summary>
    private bool[] LargeComponents(double least)
    {
        var isInk = Array.ConvertAll(Ink, ink => ink >= least);
        var (seen, components) = (new bool[Ink.Length], new List<(double Mass, List<int> Pixels)>());
        for (var i = 0; i < Ink.Length; i++)
        {
            if (!isInk[i] || seen[i]) continue;
            var pixels = Connected(i, isInk, seen);
            components.Add((pixels.Sum(pixel => Ink[pixel]), pixels));
        }
        var most = components.Select(one => one.Mass).DefaultIfEmpty().Max();
        components.RemoveAll(one => one.Mass < MinMass * most);
        if (components.Exists(one => !IsFrame(one.Pixels))) components.RemoveAll(one => IsFrame(one.Pixels));
        var isDigit = new bool[Ink.Length];
        foreach (var (_, pixels) in components) pixels.ForEach(pixel => isDigit[pixel] = true);
        for (var i = 0; i < Ink.Length; i++) if (isInk[i] && !isDigit[i]) Ink[i] = 0;
        return isDigit;
    }

    /// <summary>Returns whether ink reaches all four sides of the picture.</summary>
    private bool IsFrame(List<int> pixels) =>
        pixels.Exists(pixel => pixel < _columns) && pixels.Exists(pixel => pixel >= Ink.Length - _columns)
        && pixels.Exists(pixel => pixel % _columns == 0) && pixels.Exists(pixel => pixel % _columns == _columns - 1);

    private List<int> Connected(int first, bool[] isInk, bool[] seen)
    {
        var pixels = new List<int> { first };
        seen[first] = true;
        for (var next = 0; next < pixels.Count; next++)
            foreach (var pixel in Around(pixels[next]))
            {
                if (!isInk[pixel] || seen[pixel]) continue;
                seen[pixel] = true;
                pixels.Add(pixel);
            }
        return pixels;
    }

    /// <summary>Returns a pixel and its neighbours, diagonal ones included.</summary>
    private IEnumerable<int> Around(int pixel)
    {
        var (row, column) = (pixel / _columns, pixel % _columns);
        for (var y = Math.Max(0, row - 1); y <= Math.Min(_rows - 1, row + 1); y++)
            for (var x = Math.Max(0, column - 1); x <= Math.Min(_columns - 1, column + 1); x++)
                yield return y * _columns + x;
    }
}

/// <summary>The grey of a picture's paper: a plane through most of the given pixels, since light may come from one side.</summary>
internal sealed class Paper
{
    private const int Rounds = 4;
    private const double Near = 3, OfNormal = 1.4826; // deviations; a normal distribution's deviation by its median absolute one

    private readonly int _columns;
    private double _level, _perColumn, _perRow;

    /// <param name="grey">[rows][columns].</param>
    /// <param name="columns">Pixels across.</param>
    /// <param name="pixels">The indices of pixels that are mostly paper, at least one.</param>
    public Paper(double[] grey, int columns, int[] pixels)
    {
        (_columns, _level) = (columns, Median([.. pixels.Select(i => grey[i])]));
        for (var round = 0; round < Rounds; round++)
        {
            Deviation = OfNormal * Median([.. pixels.Select(i => Math.Abs(grey[i] - At(i)))]);
            Fit(grey, [.. pixels.Where(i => Math.Abs(grey[i] - At(i)) <= Near * Deviation)]);
        }
        Deviation = OfNormal * Median([.. pixels.Select(i => Math.Abs(grey[i] - At(i)))]);
    }

    /// <summary>Returns the indices of a picture's outermost pixels.</summary>
    public static int[] Ring(int rows, int columns) => [.. Enumerable.Range(0, rows * columns)
        .Where(i => i / columns == 0 || i / columns == rows - 1 || i % columns == 0 || i % columns == columns - 1)];

    /// <summary>Returns the ink of every pixel, and whether it is darker than the paper; null where nothing stands out.</summary>
    /// <param name="grey">[rows][columns].</param>
    /// <param name="floor">In greys: a pixel that differs less is paper.</param>
    public (double[] Ink, bool IsDark)? InkOn(double[] grey, double floor)
    {
        var (dark, light) = (0.0, 0.0);
        for (var i = 0; i < grey.Length; i++)
            if (At(i) - grey[i] >= floor) dark += At(i) - grey[i];
            else if (grey[i] - At(i) >= floor) light += grey[i] - At(i);
        var (ink, isDark) = (new double[grey.Length], dark > light);
        for (var i = 0; i < ink.Length; i++) ink[i] = InkOf(grey[i], At(i), isDark);
        return dark + light > 0 ? (ink, isDark) : null;
    }

    /// <summary>The standard deviation of the paper's grey around the plane.</summary>
    public double Deviation { get; private set; }

    /// <summary>Returns the paper's grey at a pixel.</summary>
    public double At(int pixel) => At(pixel / _columns, pixel % _columns);

    /// <summary>Returns the paper's grey at a point between the middles of pixels.</summary>
    public double At(double row, double column) => _level + _perColumn * column + _perRow * row;

    /// <summary>
    /// Returns the ink of a pixel, 0 to 255: for dark ink the missing share of the paper's light, for light ink the added light.
    /// </summary>
    /// <param name="grey">The pixel's grey.</param>
    /// <param name="paper">The paper's grey there.</param>
    /// <param name="isDark">Whether the ink is darker than the paper.</param>
    public static double InkOf(double grey, double paper, bool isDark) =>
        Math.Clamp(isDark ? 255 * (paper - grey) / Math.Max(1, paper) : grey - paper, 0, 255);

    /// <summary>Fits the plane by least squares.</summary>
    private void Fit(double[] grey, int[] pixels)
    {
        var (x, y, g) = (pixels.Average(i => i % _columns), pixels.Average(i => i / _columns), pixels.Average(i => grey[i]));
        double xx = 0, xy = 0, yy = 0, xg = 0, yg = 0;
        foreach (var i in pixels)
        {
            var (dx, dy, dg) = (i % _columns - x, i / _columns - y, grey[i] - g);
            (xx, xy, yy, xg, yg) = (xx + dx * dx, xy + dx * dy, yy + dy * dy, xg + dx * dg, yg + dy * dg);
        }
        var determinant = xx * yy - xy * xy;
        (_perColumn, _perRow) = determinant > 1e-9 * xx * yy ? ((xg * yy - yg * xy) / determinant, (yg * xx - xg * xy) / determinant) : (0, 0);
        _level = g - _perColumn * x - _perRow * y;
    }

    private static double Median(double[] numbers)
    {
        Array.Sort(numbers);
        return numbers[numbers.Length / 2];
    }
}
