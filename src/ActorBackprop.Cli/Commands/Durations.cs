using System.Globalization;
using ActorBackprop.Cli.Explaining;
using ActorBackprop.Runs.Training;

namespace ActorBackprop.Cli.Commands;

/// <summary>Times as people write them: 2.5, 2.5s, 300ms, 5m, 1h.</summary>
internal static class Durations
{
    private const double MostSeconds = 1e9;

    private const NumberStyles Number = NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;

    // The longer name first: 300ms does not end with 300m and an s.
    private static readonly (string Name, double Seconds)[] Units = [("ms", 1e-3), ("s", 1), ("m", 60), ("h", 3600)];

    /// <summary>Reads a time.</summary>
    /// <param name="flag">Whose value it is.</param>
    /// <param name="text">What was written.</param>
    /// <exception cref="RunException">It is none above 0.</exception>
    public static TimeSpan Parse(string flag, string text)
    {
        var (unit, factor) = Units.FirstOrDefault(unit => text.EndsWith(unit.Name, StringComparison.Ordinal), ("", 1));
        var isNumber = double.TryParse(text[..^unit.Length], Number, CultureInfo.InvariantCulture, out var number);
        // Less than a tick would be no time at all.
        return isNumber && number * factor is >= 1e-7 and <= MostSeconds
            ? TimeSpan.FromTicks((long)Math.Round(number * factor * TimeSpan.TicksPerSecond))
            : throw Wrong.Usage($"{flag}: expected a time above 0, as in 2.5, 2.5s, 300ms, 5m or 1h, found {Wrong.Quoted(text)}.");
    }
}
