namespace ActorBackprop.Runs.Drawing;

/// <summary>Maps values to positions along an axis, with round values to write beside it.</summary>
public sealed class Scale
{
    private static readonly double[] Digits = [1, 2, 5];

    private readonly double _from, _to, _first, _last;

    private Scale(double from, double to, double first, double last, bool isLogarithmic, IReadOnlyList<double> ticks) =>
        (_from, _to, _first, _last, IsLogarithmic, Ticks) = (from, to, first, last, isLogarithmic, ticks);

    /// <summary>The values to label.</summary>
    public IReadOnlyList<double> Ticks { get; }

    /// <summary>Whether the scale is logarithmic.</summary>
    public bool IsLogarithmic { get; }

    /// <summary>Returns the position of a value.</summary>
    public double At(double value) =>
        IsLogarithmic ? _from + (Math.Log(value) - Math.Log(_first)) / (Math.Log(_last) - Math.Log(_first)) * (_to - _from)
        : _from + (value - _first) / (_last - _first) * (_to - _from);

    /// <summary>Returns a linear scale that begins and ends at round values around those given.</summary>
    /// <param name="from">The position of its beginning.</param>
    /// <param name="to">The position of its end.</param>
    /// <param name="least">The smallest value.</param>
    /// <param name="most">The largest value.</param>
    /// <param name="ticks">The approximate number of values to label. Default: 5.</param>
    /// <param name="minStep">The minimum distance between two of them. Default: 0.</param>
    public static Scale Linear(double from, double to, double least, double most, int ticks = 5, double minStep = 0)
    {
        if (most - least < 1e-12 * Math.Max(1, Math.Abs(most)))
        {
            var room = Math.Max(1e-3, Math.Abs(least) * 0.01);
            (least, most) = (least - room, most + room);
        }
        var step = Math.Max(minStep, Round((most - least) / ticks));
        var (first, last) = (Math.Floor(least / step + 1e-9) * step, Math.Ceiling(most / step - 1e-9) * step);
        var count = (int)Math.Round((last - first) / step);
        return new Scale(from, to, first, last, false, [.. Enumerable.Range(0, count + 1).Select(i => first + i * step)]);
    }

    /// <summary>Returns a scale on which doubling is a step of one length, for these values.</summary>
    public static Scale Doubling(double from, double to, IReadOnlyList<double> values)
    {
        var (least, most) = (values.Min(), values.Max());
        if (most <= least) (least, most) = (least / 2, most * 2);
        var ticks = values.Distinct().Order().ToList();
        return new Scale(from, to, least / 1.15, most * 1.15, true, ticks.Count <= 8 ? ticks : [.. ticks.Where((_, i) => i % 2 == 0)]);
    }

    /// <summary>Returns a logarithmic scale for values over several powers of ten.</summary>
    public static Scale Powers(double from, double to, double least, double most)
    {
        var (low, high) = ((int)Math.Floor(Math.Log10(least)), (int)Math.Ceiling(Math.Log10(most)));
        var ticks = Enumerable.Range(low, high - low + 1).SelectMany(power => Digits.Select(digit => digit * Math.Pow(10, power))).ToList();
        var first = ticks.Last(tick => tick <= least * (1 + 1e-9));
        var last = ticks.First(tick => tick >= most * (1 - 1e-9));
        var shown = ticks.Where(tick => tick >= first && tick <= last).ToList();
        if (shown.Count > 8) shown = [.. shown.Where(tick => Math.Abs(Math.Log10(tick) - Math.Round(Math.Log10(tick))) < 1e-9)];
        return new Scale(from, to, first, last, true, shown);
    }

    private static double Round(double step)
    {
        var power = Math.Pow(10, Math.Floor(Math.Log10(step)));
        return power * (step / power) switch { <= 1 => 1, <= 2 => 2, <= 5 => 5, _ => 10 };
    }
}
