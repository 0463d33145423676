using System.Globalization;
using ActorBackprop.Lab.Statistics;

namespace ActorBackprop.Lab.Reporting;

/// <summary>Formats the numbers of a report.</summary>
internal static class Numbers
{
    /// <summary>Stands for a value that a run never reached.</summary>
    public const string NotReached = "not reached";

    /// <summary>Returns a fraction in percent: 97.52.</summary>
    public static string Percent(double share) => (share * 100).ToString("0.00", CultureInfo.InvariantCulture);

    /// <summary>Returns a number with about three significant digits.</summary>
    public static string Short(double value) => Math.Abs(value) switch
    {
        0 => "0",
        double.PositiveInfinity => NotReached,
        >= 1000 => value.ToString("N0", CultureInfo.InvariantCulture),
        >= 100 => value.ToString("0.#", CultureInfo.InvariantCulture),
        >= 0.1 => value.ToString("0.###", CultureInfo.InvariantCulture),
        >= 1e-4 => value.ToString("0.#####", CultureInfo.InvariantCulture),
        _ => value.ToString("G3", CultureInfo.InvariantCulture),
    };

    /// <summary>Returns a difference with its sign: +0.12, −0.05.</summary>
    public static string Signed(double value, string format = "0.00") =>
        (value < 0 ? "−" : value > 0 ? "+" : "") + Math.Abs(value).ToString(format, CultureInfo.InvariantCulture);

    /// <summary>The heading of columns of intervals.</summary>
    public const string IntervalHeading = "interval (coverage)";

    /// <summary>Returns an interval with its coverage: 97.31 to 97.80 (93.8 %). A single value has none.</summary>
    public static string Interval(Estimate estimate, Func<double, string> written) => estimate.Count < 2 ? "–"
        : string.Create(CultureInfo.InvariantCulture, $"{written(estimate.Low)} to {written(estimate.High)} ({100 * estimate.Coverage:0.#} %)");

    /// <summary>Returns a whole number.</summary>
    public static string Whole(long value) => value.ToString(CultureInfo.InvariantCulture);
}
