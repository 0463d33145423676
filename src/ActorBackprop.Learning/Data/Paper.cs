namespace ActorBackprop.Learning.Data;

/// <summary>The grey of a picture's paper: a plane through most of the given pixels, since light falls from one side.</summary>
internal sealed class Paper
{
    private const int Rounds = 4;
    private const double Near = 3, OfNormal = 1.4826; // deviations; a normal distribution's deviation by its median absolute one

    private readonly int _columns;
    private double _level, _perColumn, _perRow;

    /// <param name="grey">[rows][columns].</param>
    /// <param name="columns">Pixels across.</param>
    /// <param name="pixels">Indices of pixels that are mostly paper, at least one.</param>
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
    /// <param name="floor">In greys: what differs less is paper.</param>
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

    /// <summary>Returns the paper's grey at a place between the middles of pixels.</summary>
    public double At(double row, double column) => _level + _perColumn * column + _perRow * row;

    /// <summary>
    /// Returns the ink of a pixel, 0 to 255: of dark ink the share of the paper's light that is missing, of light ink what is added.
    /// </summary>
    /// <param name="grey">The pixel's grey.</param>
    /// <param name="paper">The paper's grey there.</param>
    /// <param name="isDark">Whether the ink is darker than the paper.</param>
    public static double InkOf(double grey, double paper, bool isDark) =>
        Math.Clamp(isDark ? 255 * (paper - grey) / Math.Max(1, paper) : grey - paper, 0, 255);

    /// <summary>Least squares.</summary>
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
