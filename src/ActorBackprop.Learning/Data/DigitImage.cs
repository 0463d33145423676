namespace ActorBackprop.Learning.Data;

/// <summary>
/// A picture of a digit converted to the data set's form: light on black, fitted into 20/28 of a square, with its centre of mass in
/// the middle.
/// </summary>
/// <param name="Pixels">[side][side], row by row, 0 to 255.</param>
/// <param name="Side">Pixels down, and across.</param>
/// <param name="WasInverted">Whether its background was light.</param>
/// <param name="WasFitted">Whether it was scaled and centred: always, unless it already had this size.</param>
public sealed record DigitImage(byte[] Pixels, int Side, bool WasInverted, bool WasFitted)
{
    private const double Ink = Foreground.MinContrast;
    private const int WorkingSide = 112; // four times a data set's image: enough to fit it, while lines and noise are averaged out

    /// <summary>Converts a picture. One of the requested size that is light on black is returned unchanged.</summary>
    /// <param name="grey">[rows][columns], row by row, 0 is black, 255 white.</param>
    /// <param name="rows">Pixels down, 1 or more.</param>
    /// <param name="columns">Pixels across, 1 or more.</param>
    /// <param name="side">Pixels down and across of the result. Default: 28.</param>
    /// <returns>The digit; null where nothing stands out from the background, or only a speck.</returns>
    public static DigitImage? Prepare(ReadOnlySpan<byte> grey, int rows, int columns, int side = 28)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(grey.Length, rows * columns);
        ArgumentOutOfRangeException.ThrowIfLessThan(grey.Length, 1);
        if (rows == side && columns == side) return OfItsSize(grey, side);
        var by = (Math.Max(rows, columns) + WorkingSide - 1) / WorkingSide;
        var (reduced, high, wide) = Reduced(grey, rows, columns, by);
        if (Foreground.Of(reduced, high, wide) is not { } found) return null;
        var light = by == 1 ? found.Ink : InkOf(grey, columns, by, found);
        Stretch(light);
        var (top, bottom) = Extent(rows, i => light.AsSpan(i * columns, columns).ContainsAnyInRange(Ink, 255));
        var (left, right) = Extent(columns, j => Enumerable.Range(top, bottom - top).Any(i => light[i * columns + j] >= Ink));
        return new DigitImage(Fit(light, columns, top, bottom, left, right, side), side, found.IsDark, true);
    }

    /// <summary>Converts a picture of the requested size. Its object may fill it, as clothes do: nothing is removed.</summary>
    private static DigitImage? OfItsSize(ReadOnlySpan<byte> grey, int side)
    {
        var greys = Array.ConvertAll(grey.ToArray(), pixel => (double)pixel);
        var paper = new Paper(greys, side, Paper.Ring(side, side));
        if (paper.InkOn(greys, Ink) is not var (ink, isDark)) return null;
        var (first, last) = (Array.FindIndex(ink, i => i >= Ink), Array.FindLastIndex(ink, i => i >= Ink));
        if (first == last) return null; // a speck
        if (!isDark && Enumerable.Range(0, ink.Length).All(i => paper.At(i) <= Ink)) return new DigitImage(grey.ToArray(), side, false, false);
        Stretch(ink);
        return new DigitImage(Array.ConvertAll(ink, Rounded), side, isDark, false);
    }

    /// <summary>Scales the strongest ink to 255.</summary>
    private static void Stretch(double[] ink)
    {
        var most = ink.Max();
        for (var i = 0; i < ink.Length; i++) ink[i] = Math.Min(255, ink[i] * 255 / most);
    }

    /// <summary>
    /// Reduces the picture to about the working size by means of squares of pixels; smaller pictures keep their pixels. A rim of squares
    /// around the reduced picture has the outermost pixels alone, so that ink close to them is not mixed with the paper.
    /// </summary>
    private static (double[] Grey, int Rows, int Columns) Reduced(ReadOnlySpan<byte> grey, int rows, int columns, int by)
    {
        var rim = RimOf(by);
        var (high, wide) = ((rows + by - 1) / by + 2 * rim, (columns + by - 1) / by + 2 * rim);
        var reduced = new double[high * wide];
        for (var i = 0; i < high; i++)
            for (var j = 0; j < wide; j++)
            {
                var ((top, bottom), (left, right)) = (Covered(i, rows), Covered(j, columns));
                var sum = 0;
                for (var y = top; y < bottom; y++)
                    for (var x = left; x < right; x++) sum += grey[y * columns + x];
                reduced[i * wide + j] = sum / ((bottom - top) * (double)(right - left));
            }
        return (reduced, high, wide);

        (int From, int To) Covered(int square, int length)
        {
            var from = (square - rim) * by;
            return from < 0 ? (0, 1) : from >= length ? (length - 1, length) : (from, Math.Min(from + by, length));
        }
    }

    private static int RimOf(int by) => by > 1 ? 1 : 0;

    /// <summary>Returns the ink of the whole picture: that of pixels near the digit which was found in the reduced one.</summary>
    private static double[] InkOf(ReadOnlySpan<byte> grey, int columns, int by, Foreground found)
    {
        var (ink, rim, isNear) = (new double[grey.Length], RimOf(by), found.IsNearDigit());
        var floor = Foreground.Noise * found.Paper.Deviation * Math.Sqrt(by); // a square of the rim is the mean of so many pixels
        for (var i = 0; i < ink.Length; i++)
        {
            var (row, column) = (i / columns, i % columns);
            var paper = found.Paper.At((row + 0.5) / by - 0.5 + rim, (column + 0.5) / by - 0.5 + rim);
            ink[i] = Paper.InkOf(grey[i], paper, found.IsDark);
            // A digit's faint rim stays, with other ink as faint.
            if (ink[i] < floor || (ink[i] >= Ink && !isNear(row / by + rim, column / by + rim))) ink[i] = 0;
        }
        return ink;
    }

    private static byte[] Fit(double[] light, int columns, int top, int bottom, int left, int right, int side)
    {
        var box = Math.Max(1, side * 20 / 28);
        var scale = (double)box / Math.Max(bottom - top, right - left);
        var (high, wide) = (Scaled(bottom - top, scale), Scaled(right - left, scale));
        var digit = new double[high, wide];
        for (var i = 0; i < high; i++)
            for (var j = 0; j < wide; j++)
                digit[i, j] = Average(light, columns, top, (bottom - top) / (double)high, i, left, (right - left) / (double)wide, j);
        return Centre(digit, high, wide, side);
    }

    private static int Scaled(int length, double scale) => Math.Max(1, (int)Math.Round(length * scale, MidpointRounding.AwayFromZero));

    private static (int From, int To) Extent(int count, Func<int, bool> hasInk)
    {
        var from = 0;
        while (!hasInk(from)) from++;
        var to = count;
        while (!hasInk(to - 1)) to--;
        return (from, to);
    }

    /// <summary>Returns the mean over the rectangle that a pixel of the result covers; pixels at its rim count by the covered share.</summary>
    private static double Average(double[] light, int columns, int top, double height, int i, int left, double width, int j)
    {
        var sum = 0.0;
        var (y0, y1, x0, x1) = (top + i * height, top + (i + 1) * height, left + j * width, left + (j + 1) * width);
        for (var y = (int)y0; y < y1; y++)
            for (var x = (int)x0; x < x1; x++)
            {
                var share = (Math.Min(y + 1, y1) - Math.Max(y, y0)) * (Math.Min(x + 1, x1) - Math.Max(x, x0));
                if (share > 1e-9) sum += share * light[y * columns + x]; // less is rounding, and may lie outside
            }
        return sum / (height * width);
    }

    /// <summary>Moves the centre of mass to the middle, as far as the digit stays within the image.</summary>
    private static byte[] Centre(double[,] digit, int high, int wide, int side)
    {
        var (mass, down, across) = (0.0, 0.0, 0.0);
        for (var i = 0; i < high; i++)
            for (var j = 0; j < wide; j++)
            {
                mass += digit[i, j];
                down += i * digit[i, j];
                across += j * digit[i, j];
            }
        var (top, left) = (Offset(down / mass, high, side), Offset(across / mass, wide, side));
        var pixels = new byte[side * side];
        for (var i = 0; i < high; i++)
            for (var j = 0; j < wide; j++)
                pixels[(top + i) * side + left + j] = Rounded(digit[i, j]);
        return pixels;
    }

    // MNIST's own digits are placed like this: their centre of mass, counted in pixels from 0, is within a half of 14.
    private static int Offset(double centre, int length, int side) =>
        Math.Clamp((int)Math.Floor(side / 2.0 - centre + 0.5), 0, side - length);

    private static byte Rounded(double value) => (byte)Math.Round(value, MidpointRounding.AwayFromZero);
}
