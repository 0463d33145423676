namespace ActorBackprop.Cli.Explaining.Html;

/// <summary>Images of numbers. Their background is clear, so that they do in the light and in the dark.</summary>
internal static class Pictures
{
    /// <summary>Ink, 0 to 1.</summary>
    public static string Ink(IReadOnlyList<double> ink, int rows, int columns) =>
        Png.DataUri(rows, columns, (row, column) => (0, 0, 0, Byte(ink[row * columns + column])));

    /// <summary>Numbers of both signs: blue above 0, orange below, clear at 0.</summary>
    /// <param name="values">[rows × columns].</param>
    /// <param name="rows">Pixels down.</param>
    /// <param name="columns">Pixels across.</param>
    /// <param name="most">The magnitude of the full colour.</param>
    public static string Signed(IReadOnlyList<double> values, int rows, int columns, double most) =>
        Png.DataUri(rows, columns, (row, column) =>
        {
            var value = values[row * columns + column];
            var alpha = most > 0 ? Byte(Math.Abs(value) / most) : (byte)0;
            return value < 0 ? ((byte)0xE6, (byte)0x6F, (byte)0x1A, alpha) : ((byte)0x2A, (byte)0x87, (byte)0xD0, alpha);
        });

    /// <summary>The largest magnitude.</summary>
    public static double Most(IEnumerable<double> values) => values.Select(Math.Abs).Where(double.IsFinite).DefaultIfEmpty(0).Max();

    private static byte Byte(double share) => (byte)Math.Round(Math.Clamp(double.IsFinite(share) ? share : 0, 0, 1) * byte.MaxValue);
}
