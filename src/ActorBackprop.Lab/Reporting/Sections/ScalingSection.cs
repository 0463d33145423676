using System.Globalization;
using ActorBackprop.Lab.Collecting;
using ActorBackprop.Lab.Reporting.Drawing;
using ActorBackprop.Lab.Statistics;
using ActorBackprop.Runs.Files;

namespace ActorBackprop.Lab.Reporting.Sections;

/// <summary>Speed-up and efficiency by workers, with the fitted law.</summary>
internal static class ScalingSection
{
    /// <summary>Returns the section; null where workers do not vary or nothing was timed.</summary>
    public static Section? Of(IReadOnlyList<Group> groups)
    {
        var all = Scaling.Of(groups);
        if (all.Count == 0) return null;
        var times = Times.NamesOf(all.Select(scaling => scaling.Times));
        IReadOnlyList<(int Index, string Label)> legend = [.. all.Select(scaling => (scaling.Index, $"{scaling.Label}, {scaling.Times.Name()}"))];
        return new Section("Speed-up")
        {
            Texts = [.. all.Select(Sentence)],
            Figures =
            [
                new Figure("Speed-up; thin lines: fitted law, grey line: ideal", Chart(all, "Speed-up", "speed-up", false), times),
                new Figure("Efficiency: speed-up per worker", Chart(all, "Efficiency", "efficiency, %", true), times),
            ],
            Legend = legend,
            Table = new ReportTable(
                ["workers", "samples/s, median", Numbers.IntervalHeading, "speed-up, median", Numbers.IntervalHeading, "efficiency, %", "law",
                    "runs timed", "runs"],
                [.. all.SelectMany(scaling => scaling.Points.Select(point => Row(scaling, point)))]),
            ShowsTable = true,
        };
    }

    private static IReadOnlyList<string> Row(Scaling scaling, ScalingPoint point)
    {
        var times = (double)point.Workers / scaling.Points[0].Workers;
        static string Two(double value) => value.ToString("0.00", CultureInfo.InvariantCulture);
        return
        [
            Numbers.Whole(point.Workers), Numbers.Short(point.Pace.Median),
            Numbers.Interval(point.Pace, Numbers.Short), Two(point.SpeedUp.Median), Numbers.Interval(point.SpeedUp, Two),
            Numbers.Short(Math.Round(100 * point.SpeedUp.Median / times, 1)), Two(scaling.Law.SpeedUp(times)), Numbers.Whole(point.Pace.Count),
            $"{scaling.Label}, {scaling.Times.Name()}",
        ];
    }

    private static string Sentence(Scaling scaling)
    {
        var (first, law) = (scaling.Points[0], scaling.Law);
        var parameters = $"{(100 * law.Serial).ToString("0.0", CultureInfo.InvariantCulture)} % of the work that more workers do not make faster";
        if (law.Peak is { } peak)
        {
            var best = Math.Round(peak * first.Workers);
            parameters += $" and κ = {law.Crosstalk.ToString("G2", CultureInfo.InvariantCulture)}, the cost of each pair of workers: "
                + (best > first.Workers ? $"{best} workers are fastest, and more are slower" : "more workers are slower");
        }
        if (law.Ceiling is { } ceiling) parameters += $", so no number of workers exceeds {Numbers.Short(Math.Round(ceiling, 1))}";
        return $"{scaling.Label}, {scaling.Times.Name()}: the base is {first.Workers} {(first.Workers == 1 ? "worker" : "workers")} with "
            + $"{Numbers.Short(first.Pace.Median)} samples/s. {law.Name} fits best with {parameters}; "
            + $"the root mean square error is {Numbers.Short(Math.Round(law.Residual, 3))}.";
    }

    /// <summary>Returns the ideal lines: twice the workers, twice the speed.</summary>
    private static IEnumerable<Curve> Ideal(IReadOnlyList<Scaling> all) => all.Select(scaling => scaling.Points[0].Workers).Distinct().Select(first =>
    {
        var last = all.Where(scaling => scaling.Points[0].Workers == first).Max(scaling => scaling.Points[^1].Workers);
        var times = (double)last / first;
        return new Curve(0, [(first, 1, 1, 1), (last, times, times, times)]) { IsLaw = true, IsIdeal = true };
    });

    private static string Chart(IReadOnlyList<Scaling> all, string title, string yTitle, bool isEfficiency)
    {
        var curves = all.SelectMany(scaling =>
        {
            double Value(double speedUp, double workers) => isEfficiency ? 100 * speedUp / workers : speedUp;
            var first = scaling.Points[0].Workers;
            var points = scaling.Points.Select(point =>
            {
                var times = (double)point.Workers / first;
                return (X: (double)point.Workers, Y: Value(point.SpeedUp.Median, times), Low: Value(point.SpeedUp.Low, times),
                    High: Value(point.SpeedUp.High, times));
            }).ToList();
            var law = Enumerable.Range(0, 41).Select(i => first * Math.Pow(points[^1].X / first, i / 40.0))
                .Select(workers => (X: workers, Y: Value(scaling.Law.SpeedUp(workers / first), workers / first))).Select(p => (p.X, p.Y, p.Y, p.Y));
            return new[]
            {
                new Curve(scaling.Index, [.. law]) { IsLaw = true },
                new Curve(scaling.Index, points)
                {
                    HasDots = true,
                    Runs = [.. scaling.Points.Select(point => point.SpeedUp.Values
                        .Select(value => ((double)point.Workers, Value(value, (double)point.Workers / first))).ToList())],
                },
            };
        });
        return new LineChart($"{title} against workers", "workers", yTitle, [.. isEfficiency ? [] : Ideal(all), .. curves])
        {
            IsDoubling = true,
            BeginsAtZero = isEfficiency,
            IsLogarithmic = !isEfficiency,
        }.Draw();
    }
}

/// <summary>How the workers spent their time.</summary>
internal static class TimeSplitSection
{
    /// <summary>Returns the section; null where no run has measured it.</summary>
    public static Section? Of(IReadOnlyList<Group> groups)
    {
        var rows = groups.Where(group => group.Runs.Any(run => run.Record.Time is not null)).Select(group => (group, Median(group))).ToList();
        if (rows.Count == 0) return null;
        return new Section("Workers' time")
        {
            Texts =
            [
                "Compute is backpropagation; wire is the time that parts and gradients were in transit or in a queue; wait is the time that "
                + "workers were idle. Medians over the runs.",
            ],
            Figures =
            [
                new Figure("Shares of the workers' time", new SplitChart("Shares of the workers' time", rows).Draw(),
                    Times.NamesOf(rows.Select(row => row.group.Times))),
            ],
            Legend = SplitChart.Legend,
            Table = ReportTable.OfGroups(["compute, %", "wire, %", "wait, %", "times"], rows.Select(row => (row.group, (IReadOnlyList<string>)
                [Percent(row.Item2.Compute), Percent(row.Item2.Wire), Percent(row.Item2.Wait), row.group.Times.Name()]))),
        };
    }

    private static string Percent(double share) => Numbers.Short(Math.Round(100 * share, 1));

    private static TimeSplit Median(Group group)
    {
        var all = group.Runs.Select(run => run.Record.Time).OfType<TimeSplit>().ToList();
        double Of(Func<TimeSplit, double> share) => Estimate.Of(all.Select(share)).Median;
        var (compute, wire, wait) = (Of(split => split.Compute), Of(split => split.Wire), Of(split => split.Wait));
        var sum = Math.Max(1e-9, compute + wire + wait); // medians of shares add up to 1 only approximately
        return new TimeSplit(compute / sum, wire / sum, wait / sum);
    }
}
