using ActorBackprop.Runs.Drawing;
using StbImageWriteSharp;

namespace ActorBackprop.Cli.Explaining.Page;

/// <summary>Encodes numbers as pictures in data: URLs, with a transparent background for light and dark pages.</summary>
internal static class Pictures
{
    /// <summary>Returns a picture of ink, from 0 to 1.</summary>
    public static string Ink(IReadOnlyList<double> ink, int rows, int columns) => Png(ink, rows, columns, value => (0, 0, 0, Byte(value)));

    /// <summary>Returns a picture of signed numbers: blue above 0, orange below, transparent at 0.</summary>
    /// <param name="values">[rows × columns].</param>
    /// <param name="rows">The rows of pixels.</param>
    /// <param name="columns">The columns of pixels.</param>
    /// <param name="largest">The magnitude with the full colour.</param>
    public static string Signed(IReadOnlyList<double> values, int rows, int columns, double largest) =>
        Png(values, rows, columns, value =>
        {
            var alpha = largest > 0 ? Byte(Math.Abs(value) / largest) : (byte)0;
            return value < 0 ? ((byte)0xE6, (byte)0x6F, (byte)0x1A, alpha) : ((byte)0x2A, (byte)0x87, (byte)0xD0, alpha);
        });

    /// <summary>Returns the largest magnitude.</summary>
    public static double Largest(IEnumerable<double> values) => values.Select(Math.Abs).Where(double.IsFinite).DefaultIfEmpty(0).Max();

    private static string Png(IReadOnlyList<double> values, int rows, int columns, Func<double, (byte R, byte G, byte B, byte A)> colourOf)
    {
        var pixels = values.Take(rows * columns).Select(colourOf).SelectMany(colour => new[] { colour.R, colour.G, colour.B, colour.A }).ToArray();
        using var file = new MemoryStream();
        new ImageWriter().WritePng(pixels, columns, rows, ColorComponents.RedGreenBlueAlpha, file);
        return $"data:image/png;base64,{Convert.ToBase64String(file.ToArray())}";
    }

    private static byte Byte(double share) => (byte)Math.Round(Math.Clamp(double.IsFinite(share) ? share : 0, 0, 1) * byte.MaxValue);
}

/// <summary>Writes numbers as HTML.</summary>
internal static class Numeral
{
    /// <summary>Returns a number with ten digits in the colour of its sign.</summary>
    public static string Signed(double value) => $"<b class=\"{Sign(value)}\">{Numbers.Exact(value)}</b>";

    /// <summary>Returns a number with six digits, and ten in its tooltip.</summary>
    public static string Short(double value) => $"<span title=\"{Numbers.Exact(value)}\">{Numbers.Short(value)}</span>";

    /// <summary>Returns a derivative and the direction of its wish: ↑ larger, ↓ smaller.</summary>
    public static string Wish(double derivative) =>
        $"<span class=\"{Sign(derivative)}\" title=\"{Numbers.Exact(derivative)}\">{Numbers.Short(derivative)}"
        + $"{(derivative < 0 ? " ↑" : derivative > 0 ? " ↓" : "")}</span>";

    /// <summary>Returns a bar of the magnitude, dashed below 0.</summary>
    public static string Bar(double value, double largest)
    {
        var share = largest > 0 && double.IsFinite(value) ? Math.Abs(value) / largest * 100 : 0;
        return $"<span class=\"bar\"><i class=\"{Sign(value)}\" style=\"width:{Svg.At(share)}%\"></i></span>";
    }

    /// <summary>Returns the CSS class of a sign.</summary>
    public static string Sign(double value) => value < 0 ? "neg" : value > 0 ? "pos" : "nil";
}
