using ActorBackprop.Actors.Protocol;
using ActorBackprop.Learning.Gradients;
using ActorBackprop.Learning.Sampling;
using ActorBackprop.Simulation.Computing;
using ActorBackprop.Simulation.Tests.Support;
using ActorBackprop.Simulation.Worlds;

namespace ActorBackprop.Simulation.Tests.Computing;

public sealed class PartTimesTests
{
    private static readonly ProfileEntry Measured = new()
    {
        Layers = [64, 12, 10],
        Minibatch = 40,
        Microbatch = 2,
        Workers = 4,
        SecondsPerSample = 1e-3,
        PartTimes = [0.5, 1.5],
        SecondsPerStep = 0,
        SecondsPerEvaluation = 0,
        EvaluationFactor = 1,
    };

    [Fact]
    public void A_sample_takes_the_operations_that_its_network_has()
    {
        // Forward 2·768 + 2·120; a gradient of each weight as many; an input's gradient for the second layer alone.
        var seconds = (2 * (768 + 120) + 2 * (768 + 120) + 2 * 120) / 1e9;
        Assert.Equal(10 * seconds, Of(new ComputeSettings { FlopsPerSecond = 1e9 }).TotalSeconds, 1e-7);
    }

    [Fact]
    public void Times_add_up_and_factors_multiply()
    {
        var settings = new ComputeSettings { FlopsPerSecond = 0, SecondsPerPart = 2, SecondsPerSample = 0.5, Stragglers = [new Straggler(1, 3)] };
        Assert.Equal((7, 21), (Of(settings).TotalSeconds, Of(settings, worker: 1).TotalSeconds));
        Assert.Equal(70, Of(settings with { SlowShare = 1, SlowFactor = 10 }).TotalSeconds);
    }

    [Theory, InlineData(0), InlineData(1)]
    public void No_part_takes_more_than_a_time_can_say(double slowShare)
    {
        var settings = new ComputeSettings { SecondsPerPart = 3600, Stragglers = [new Straggler(1, 1e6)], SlowShare = slowShare, SlowFactor = 1e6 };
        Assert.Equal(1e9, Of(settings, worker: 1).TotalSeconds);
    }

    [Fact]
    public void Measurements_vary_as_they_did_unless_the_world_has_a_law_of_its_own()
    {
        // The constant law may come from a file: another list of no values.
        var constant = new ComputeSettings { Law = new Law { Values = new List<double>() } };
        var times = Enumerable.Range(0, 50).Select(step => Of(constant, measured: Measured, step: step).TotalSeconds).ToList();
        Assert.Equal([0.005, 0.015], times.Distinct().Order().Select(time => Math.Round(time, 9)));
        var own = new ComputeSettings { Law = new Law { Kind = LawKind.ShiftedExponential, Shift = 1 } };
        Assert.Equal(0.01, Of(own, measured: Measured).TotalSeconds, 1e-9);
    }

    /// <summary>The time of a part of 5 microbatches of 2 samples.</summary>
    private static TimeSpan Of(ComputeSettings settings, int worker = 0, ProfileEntry? measured = null, int step = 0)
    {
        var plan = SmallTraining.Plan(epochs: 50);
        var work = new ComputeGradient("r", Minibatch.Of(plan, step), new Part(0, 5), step, default);
        return new PartTimes(settings, measured, plan.Network, seed: 3).Of(worker, work);
    }
}
