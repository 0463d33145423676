using System.Globalization;
using ActorBackprop.Lab.Collecting;
using ActorBackprop.Lab.Reporting.Drawing;

namespace ActorBackprop.Lab.Reporting.Sections;

/// <summary>Speed-up and efficiency against workers, with the law that fits them.</summary>
internal static class ScalingSection
{
    /// <summary>The section; null where workers do not vary, or nothing was timed.</summary>
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
                new Figure("Speed-up; the thin lines are the law that fits", Chart(all, "Speed-up", "speed-up", false), times) { Legend = legend },
                new Figure("Efficiency: the speed-up for each worker", Chart(all, "Efficiency", "efficiency, %", true), times) { Legend = legend },
            ],
            Table = new ReportTable(
                ["runs", "workers", "samples/s, median", "95 % interval", "speed-up, median", "95 % interval", "efficiency, %", "law", "runs timed"],
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
            $"{scaling.Label}, {scaling.Times.Name()}", Numbers.Whole(point.Workers), Numbers.Short(point.Pace.Median),
            Numbers.Interval(point.Pace, Numbers.Short), Two(point.SpeedUp.Median), Numbers.Interval(point.SpeedUp, Two),
            Numbers.Short(Math.Round(100 * point.SpeedUp.Median / times, 1)), Two(scaling.Law.SpeedUp(times)), Numbers.Whole(point.Pace.Count),
        ];
    }

    private static string Sentence(Scaling scaling)
    {
        var (first, law) = (scaling.Points[0], scaling.Law);
        var share = (100 * law.Serial).ToString("0.0", CultureInfo.InvariantCulture);
        var limit = law.IsWeak || law.Serial <= 0
            ? ""
            : $", so {Numbers.Short(Math.Round(1 / law.Serial, 1))} is the most that any number of workers would come to";
        return $"{scaling.Label}, {scaling.Times.Name()}: the base is {first.Workers} {(first.Workers == 1 ? "worker" : "workers")} with "
            + $"{Numbers.Short(first.Pace.Median)} samples/s. {(law.IsWeak ? "Gustafson's" : "Amdahl's")} law fits best with "
            + $"{share} % that more workers do not make faster{limit}; "
            + $"the speed-ups miss it by {Numbers.Short(Math.Round(law.Residual, 3))}, root mean square.";
    }

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
        return new LineChart($"{title} against workers", "workers", yTitle, [.. curves]) { IsDoubling = true, BeginsAtZero = true }.Draw();
    }
}
