using System.Globalization;

namespace ActorBackprop.Cli.Explaining;

/// <summary>Numbers as they are written and read, the same in every country.</summary>
internal static class Numbers
{
    private const string Digits = "G10";

    /// <summary>To ten significant digits.</summary>
    public static string Exact(double value) => value.ToString(Digits, CultureInfo.InvariantCulture);

    /// <summary>To as many as a table has room for.</summary>
    public static string Short(double value, int digits = 6) => value.ToString($"G{digits}", CultureInfo.InvariantCulture);

    /// <summary>Reads numbers with commas between them.</summary>
    /// <param name="flag">Where they stand.</param>
    /// <param name="text">The numbers.</param>
    /// <param name="count">How many they must be.</param>
    /// <param name="of">What they are of, as in "the 1-1-1-1 network's inputs".</param>
    public static double[] Parse(string flag, string text, int count, string of)
    {
        var found = text.AsSpan().Count(',') + 1;
        if (found != count) throw Wrong.Usage($"{flag}: expected {count} number(s) with commas between them, {of}, found {found}.");
        return [.. text.Split(',').Select(part => ParseOne(flag, part))];
    }

    /// <summary>Reads one finite number.</summary>
    public static double ParseOne(string flag, string text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && double.IsFinite(value)
            ? value
            : throw Wrong.Usage($"{flag}: expected a number, found {Wrong.Quoted(text)}.");
}
