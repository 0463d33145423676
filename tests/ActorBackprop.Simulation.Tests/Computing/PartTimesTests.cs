using ActorBackprop.Actors.Messages;
using ActorBackprop.Learning.Gradients;
using ActorBackprop.Learning.LocalSgd;
using ActorBackprop.Learning.Networks;
using ActorBackprop.Learning.Optimizers;
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
        Activation = [Activation.Sigmoid, Activation.Sigmoid],
        Cost = Cost.Quadratic,
        Optimizer = OptimizerKind.Sgd,
        Momentum = 0,
        Nesterov = false,
        WeightDecay = 0,
        Images = 300,
        TestImages = 60,
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
    public void No_part_takes_longer_than_a_TimeSpan_can_hold(double slowShare)
    {
        var settings = new ComputeSettings { SecondsPerPart = 3600, Stragglers = [new Straggler(1, 1e6)], SlowShare = slowShare, SlowFactor = 1e6 };
        Assert.Equal(1e9, Of(settings, worker: 1).TotalSeconds);
    }

    [Fact]
    public void Measured_times_vary_as_measured_unless_the_world_has_a_law()
    {
        // The constant law may come from a file: another list of no values.
        var constant = new ComputeSettings { Law = new Law { Values = new List<double>() } };
        var times = Enumerable.Range(0, 50).Select(step => Of(constant, measured: Measured, step: step).TotalSeconds).ToList();
        Assert.Equal([0.005, 0.015], times.Distinct().Order().Select(time => Math.Round(time, 9)));
        var own = new ComputeSettings { Law = new Law { Kind = LawKind.ShiftedExponential, Shift = 1 } };
        Assert.Equal(0.01, Of(own, measured: Measured).TotalSeconds, 1e-9);
    }

    [Theory, InlineData(0, 8, 7 * 12.2 + 5), InlineData(3, 5, 2 * 12.2), InlineData(7, 8, 5)]
    public void A_part_of_local_training_takes_as_long_as_all_of_its_local_steps(int from, int to, double seconds)
    {
        // Eight replicas of 22 samples each, the last of 10, in steps of 5: 2 + 5 · 0.1 seconds each, and 2.2 for the last step of 2 samples.
        var settings = new ComputeSettings { FlopsPerSecond = 0, SecondsPerPart = 2, SecondsPerSample = 0.1 };
        Assert.Equal(seconds, OfLocal(settings, new Minibatch(0, 0, 0, 164, 22), new Part(from, to), batch: 5).TotalSeconds, 1e-6);
    }

    /// <summary>The known benefit of local SGD: the slow and the fast steps of a round add up before any worker waits.</summary>
    [Fact]
    public void A_round_waits_for_the_slowest_sum_of_draws_and_not_for_the_sum_of_slowest_draws()
    {
        const int replicas = 8, steps = 10, rounds = 2000;
        var settings = new ComputeSettings { FlopsPerSecond = 0, SecondsPerPart = 1, Law = new Law { Kind = LawKind.Exponential } };
        var mean = Enumerable.Range(0, rounds).Average(round => Enumerable.Range(0, replicas).Max(replica => OfLocal(
            settings, new Minibatch(round, 0, 0, replicas * steps, steps), new Part(replica, replica + 1), batch: 1, worker: replica).TotalSeconds));
        // E max = ∫ 1 − F(x)^8 dx, F of the sum of ten exponentials: 1 − e^−x Σ x^k / k!, k < 10.
        var expected = Enumerable.Range(0, 10_000).Sum(i => 0.01 * (1 - Math.Pow(Gamma(steps, 0.01 * (i + 0.5)), replicas)));
        Assert.InRange(expected, 14.8, 15.0);
        Assert.Equal(expected, mean, 0.25); // its standard error is 0.06

        static double Gamma(int shape, double x)
        {
            var (term, sum) = (1.0, 1.0);
            for (var k = 1; k < shape; k++) sum += term *= x / k;
            return 1 - Math.Exp(-x) * sum;
        }
    }

    private static TimeSpan OfLocal(ComputeSettings settings, Minibatch minibatch, Part part, int batch, int worker = 0)
    {
        var plan = SmallTraining.Plan() with { Seed = 3, Local = new LocalOptions(batch) };
        return new PartTimes(settings, null, plan).Of(worker, new ComputeGradient("r", minibatch, part, minibatch.Step, default));
    }

    /// <summary>The time of a part of 5 microbatches of 2 samples.</summary>
    private static TimeSpan Of(ComputeSettings settings, int worker = 0, ProfileEntry? measured = null, int step = 0)
    {
        var plan = SmallTraining.Plan(epochs: 50);
        var work = new ComputeGradient("r", Minibatch.Of(plan, step), new Part(0, 5), step, default);
        return new PartTimes(settings, measured, plan with { Seed = 3 }).Of(worker, work);
    }
}
