namespace ActorBackprop.Learning.Data;

/// <summary>
/// Makes of any picture of a digit one as the data set has them: light on a dark background, fitted in 20/28 of a square,
/// its centre of mass in the middle.
/// </summary>
/// <param name="Pixels">[side][side], row by row, 0 to 255.</param>
/// <param name="Side">Pixels down, and across.</param>
/// <param name="WasInverted">Whether its background was light.</param>
/// <param name="WasFitted">Whether it was scaled and centred: always, unless it had this size already.</param>
public sealed record DigitImage(byte[] Pixels, int Side, bool WasInverted, bool WasFitted)
{
    private const int Middle = 128;
    private const byte Ink = 16; // fainter is no part of the digit, but of the paper

    /// <summary>Prepares a picture. One of the size asked for, on a dark background, stays as it is.</summary>
    /// <param name="grey">[rows][columns], row by row, 0 is black, 255 white.</param>
    /// <param name="rows">Pixels down, 1 or more.</param>
    /// <param name="columns">Pixels across, 1 or more.</param>
    /// <param name="side">Pixels down and across of the result. Default: 28.</param>
    /// <returns>Null where nothing stands out from the background.</returns>
    public static DigitImage? Prepare(ReadOnlySpan<byte> grey, int rows, int columns, int side = 28)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(grey.Length, rows * columns);
        ArgumentOutOfRangeException.ThrowIfLessThan(grey.Length, 1);
        var background = BorderMedian(grey, rows, columns);
        var inverted = background >= Middle;
        var fits = rows == side && columns == side;
        if (fits && !inverted) return new DigitImage(grey.ToArray(), side, false, false);
        if (Lift(grey, background, inverted) is not { } light) return null;
        return new DigitImage(fits ? light : Fit(light, rows, columns, side), side, inverted, !fits);
    }

    /// <summary>The background's grey: the median of the outermost pixels.</summary>
    private static byte BorderMedian(ReadOnlySpan<byte> grey, int rows, int columns)
    {
        var border = new List<byte>();
        for (var i = 0; i < rows; i++)
            for (var j = 0; j < columns; j += i == 0 || i == rows - 1 || columns == 1 ? 1 : columns - 1)
                border.Add(grey[i * columns + j]);
        border.Sort();
        return border[border.Count / 2];
    }

    /// <summary>The background to 0, and what differs from it most to 255.</summary>
    private static byte[]? Lift(ReadOnlySpan<byte> grey, int background, bool inverted)
    {
        var (light, most) = (new byte[grey.Length], 0);
        for (var i = 0; i < grey.Length; i++)
        {
            light[i] = (byte)Math.Max(0, inverted ? background - grey[i] : grey[i] - background);
            most = Math.Max(most, light[i]);
        }
        if (most < Ink) return null;
        for (var i = 0; i < light.Length; i++) light[i] = (byte)((light[i] * 255 + most / 2) / most);
        return light;
    }

    private static byte[] Fit(byte[] light, int rows, int columns, int side)
    {
        var (top, bottom) = Extent(rows, i => light.AsSpan(i * columns, columns).ContainsAnyInRange(Ink, byte.MaxValue));
        var (left, right) = Extent(columns, j => Enumerable.Range(top, bottom - top).Any(i => light[i * columns + j] >= Ink));
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

    /// <summary>The mean over the rectangle that one pixel of the result covers, its rim by the share that is covered.</summary>
    private static double Average(byte[] light, int columns, int top, double height, int i, int left, double width, int j)
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

    /// <summary>Moves the centre of mass to the middle, as far as the digit stays inside.</summary>
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
                pixels[(top + i) * side + left + j] = (byte)Math.Round(digit[i, j], MidpointRounding.AwayFromZero);
        return pixels;
    }

    // MNIST's own digits stand where this puts them: their centre of mass, counted in pixels from 0, is within a half of 14.
    private static int Offset(double centre, int length, int side) =>
        Math.Clamp((int)Math.Floor(side / 2.0 - centre + 0.5), 0, side - length);
}
