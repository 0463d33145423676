using System.Text.Json;
using ActorBackprop.Actors.Messages;
using ActorBackprop.Learning.Training;
using ActorBackprop.Studio.Sessions;

namespace ActorBackprop.Studio.Tests.Sessions;

/// <summary>What grows, and what each reader is sent of it.</summary>
public sealed class GrowingSectionTests
{
    [Fact]
    public void A_reader_receives_missing_items_and_only_the_latest_of_many()
    {
        var ring = new RecentItems<int>("numbers", 3);
        long one = 0, other = 0;
        Assert.Null(ring.After(ref one));
        ring.Add(1);
        ring.Add(2);
        Assert.Equal([1, 2], (List<int>)ring.After(ref one)!);
        for (var i = 3; i <= 6; i++) ring.Add(i);
        Assert.Equal([4, 5, 6], (List<int>)ring.After(ref one)!);
        Assert.Equal([4, 5, 6], (List<int>)ring.After(ref other)!);
        Assert.Null(ring.After(ref one));
    }

    [Fact]
    public void A_curve_stays_small_and_keeps_its_mean_and_its_end()
    {
        var curve = new CostCurve();
        const int Steps = 100_000;
        for (var step = 1; step <= Steps; step++) curve.Add(step, step, step, step);
        long place = 0;
        var points = Points(curve.After(ref place)!, out var from);
        Assert.Equal(0, from);
        Assert.InRange(points.Length, 512, 1024);
        Assert.InRange(points.Average(point => point[3]), 0.45 * Steps, 0.55 * Steps);
        Assert.InRange(points[^1][0], 0.99 * Steps, Steps);
        Assert.Null(curve.After(ref place));
    }

    [Fact]
    public void A_curve_sends_missing_points_and_after_thinning_all_points()
    {
        var curve = new CostCurve();
        long place = 0;
        for (var step = 1; step <= 10; step++) curve.Add(step, 0, 0, 0);
        Assert.Equal(10, Points(curve.After(ref place)!, out var from).Length);
        Assert.Equal(0, from);
        curve.Add(11, 0, 0, 0);
        Assert.Single(Points(curve.After(ref place)!, out from));
        Assert.Equal(10, from);
        for (var step = 12; step <= 1100; step++) curve.Add(step, 0, 0, 0);
        Assert.InRange(Points(curve.After(ref place)!, out from).Length, 512, 1024);
        Assert.Equal(0, from);
    }

    [Fact]
    public void Progress_adds_the_mean_cost_of_the_samples_since_the_last_step()
    {
        var progress = new RunProgress(TimeProvider.System);
        var statistics = new TrainingStatistics(TimeSpan.Zero, 0, [], new Dictionary<Refusal, long>(), 0);
        void Step(long steps, int samples, double cost) =>
            progress.Progressed(new StepCompleted(steps, new EpochTotals(samples, cost, 0), statistics), now: steps);
        Step(1, 10, 20);
        Step(2, 30, 40);
        Step(3, 10, 5); // the next epoch counts from 0
        long place = 0;
        Assert.Equal([2, 1, 0.5], Points(progress.CostCurve.After(ref place)!, out _).Select(point => point[3]));
    }

    private static double[][] Points(object news, out int from)
    {
        var json = JsonSerializer.SerializeToElement(news, Frame.Json);
        from = json.GetProperty("from").GetInt32();
        return json.GetProperty("points").Deserialize<double[][]>()!;
    }
}
