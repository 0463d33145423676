using System.Globalization;

namespace ActorBackprop.Benchmarks;

/// <summary>What all tables are made with.</summary>
internal static class Rounds
{
    /// <summary>The middle one; of an even number, the upper.</summary>
    public static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToArray();
        return sorted[sorted.Length / 2];
    }

    /// <summary>Numbers as they are written everywhere.</summary>
    public static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
