using StbImageWriteSharp;

namespace ActorBackprop.Cli.Explaining.Page;

/// <summary>Numbers as pictures, in data: addresses. Their background is clear, so that they do in the light and in the dark.</summary>
internal static class Pictures
{
    /// <summary>Ink, 0 to 1.</summary>
    public static string Ink(IReadOnlyList<double> ink, int rows, int columns) => Png(ink, rows, columns, value => (0, 0, 0, Byte(value)));

    /// <summary>Numbers of both signs: blue above 0, orange below, clear at 0.</summary>
    /// <param name="values">[rows × columns].</param>
    /// <param name="rows">Pixels down.</param>
    /// <param name="columns">Pixels across.</param>
    /// <param name="largest">The magnitude of the full colour.</param>
    public static string Signed(IReadOnlyList<double> values, int rows, int columns, double largest) =>
        Png(values, rows, columns, value =>
        {
            var alpha = largest > 0 ? Byte(Math.Abs(value) / largest) : (byte)0;
            return value < 0 ? ((byte)0xE6, (byte)0x6F, (byte)0x1A, alpha) : ((byte)0x2A, (byte)0x87, (byte)0xD0, alpha);
        });

    /// <summary>The largest magnitude.</summary>
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
