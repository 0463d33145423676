using ActorBackprop.Learning.Optimizers;
using ActorBackprop.Learning.Tests.Support;
using ActorBackprop.Learning.Training;
using CsCheck;

namespace ActorBackprop.Learning.Tests.Optimizers;

/// <summary>Against the formulas of the papers, in the platform's own mathematics; and step by step against trainings of one rate each.</summary>
public sealed class LearningRateScheduleTests
{
    private const int Samples = 37, Minibatch = 10, Epochs = 3; // steps of 10, 10, 10 and 7 samples

    private static readonly Gen<long> Any = Gen.Long[0, 10_000_000];

    [Fact]
    public void Without_a_schedule_the_rate_stays() => Any.Sample(seen => Assert.Equal(1, LearningRateSchedule.Constant.Factor(seen)));

    [Fact]
    public void Step_multiplies_by_its_factor_after_each_number_of_samples() =>
        Gen.Select(Gen.Double[0.1, 1], Gen.Long[100_000, 10_000_000], Any).Sample((factor, every, seen) =>
        {
            var schedule = new LearningRateSchedule { Kind = ScheduleKind.Step, DropEvery = every, DropFactor = factor };
            var drops = 0;
            while ((drops + 1) * every <= seen) drops++;
            Close(Math.Max(1e-20, Math.Pow(factor, drops)), schedule.Factor(seen));
        });

    [Fact]
    public void Cosine_falls_along_half_a_wave_from_the_warm_up_to_the_end_of_the_run() =>
        Gen.Select(Gen.Long[1, 1_000_000], Gen.Long[2_000_000, 9_000_000], Gen.Double[0, 0.999]).Sample((warmUp, samples, at) =>
        {
            var schedule = new LearningRateSchedule { Kind = ScheduleKind.Cosine, Samples = samples, WarmUp = warmUp, From = 0.01 };
            var seen = warmUp + (long)(at * (samples - warmUp));
            Close(0.5 * (1 + Math.Cos(Math.PI * (seen - warmUp) / (samples - warmUp))), schedule.Factor(seen));
            Assert.Equal(1, schedule.Factor(warmUp));
            Assert.Equal(LearningRateSchedule.MinFactor, schedule.Factor(samples));
            Assert.Equal(LearningRateSchedule.MinFactor, schedule.Factor(2 * samples));
        });

    /// <summary>Goyal et al. 2017: from η, by the same amount in each step, to k η.</summary>
    [Theory, InlineData(8.0, 1.0), InlineData(1.0, 0.05), InlineData(32.0, 1.0)]
    public void A_warm_up_rises_by_the_same_amount_in_each_step(double scale, double from)
    {
        const int steps = 500, minibatch = 256;
        var schedule = new LearningRateSchedule { WarmUp = steps * minibatch, From = from, Scale = scale };
        for (var step = 0; step < steps; step++) Close(from + (scale - from) * step / steps, schedule.Factor(step * minibatch));
        Assert.Equal(scale, schedule.Factor(steps * minibatch));
        Assert.Equal(scale, schedule.Factor(int.MaxValue));
    }

    [Fact]
    public void Warm_up_and_drops_are_multiplied()
    {
        var schedule = new LearningRateSchedule { Kind = ScheduleKind.Step, DropEvery = 50, DropFactor = 0.5, WarmUp = 200, From = 0.2 };
        Close((0.2 + 0.8 * 120 / 200) * 0.25, schedule.Factor(120));
    }

    public static TheoryData<OptimizerKind, float> Rules => new() { { OptimizerKind.Sgd, 0 }, { OptimizerKind.Sgd, 0.9f }, { OptimizerKind.Adam, 0 } };

    [Theory, MemberData(nameof(Rules))]
    public void Each_step_is_that_of_a_training_with_its_rate(OptimizerKind kind, float momentum)
    {
        var data = Some.Data(Samples);
        var plan = Scheduled(kind, momentum);
        var trainer = new SequentialTrainer(plan, data);
        for (var (step, seen) = (0, 0); !trainer.State.IsCompleted; step++)
        {
            var height = seen < 25 ? 0.1 + 1.9 * seen / 25 : 2;
            var rate = (float)(plan.Optimizer.LearningRate * (height * Math.Pow(0.5, seen / 30)));
            var once = plan with { Optimizer = plan.Optimizer with { LearningRate = rate }, Schedule = LearningRateSchedule.Constant };
            var expected = new SequentialTrainer(once, data, trainer.State.Snapshot());
            Assert.True(expected.TryStep() & trainer.TryStep());
            Assert.Equal(expected.State.Parameters.ToArray(), trainer.State.Parameters.ToArray());
            Assert.Equal(seen += step % 4 == 3 ? 7 : 10, (step + 1) / 4 * Samples + (step + 1) % 4 * Minibatch);
        }
    }

    [Theory, MemberData(nameof(Rules))]
    public void Resuming_after_any_step_gives_the_bits_of_the_undisturbed_run(OptimizerKind kind, float momentum)
    {
        var (plan, data) = (Scheduled(kind, momentum), Some.Data(Samples));
        var expected = new SequentialTrainer(plan, data).Run().Snapshot();
        Assert.NotEqual(expected.Parameters, new SequentialTrainer(plan with { Schedule = LearningRateSchedule.Constant }, data).Run().Snapshot().Parameters);
        for (var trainer = new SequentialTrainer(plan, data); !trainer.State.IsCompleted; Assert.True(trainer.TryStep()))
            Assert.Equal(expected.Parameters, new SequentialTrainer(plan, data, trainer.State.Snapshot()).Run().Snapshot().Parameters);
    }

    [Fact]
    public void A_schedule_continues_from_a_learning_rate_that_was_changed()
    {
        var (plan, data) = (Scheduled(OptimizerKind.Sgd, 0), Some.Data(Samples));
        var trainer = new SequentialTrainer(plan, data);
        for (var step = 0; step < 3; step++) Assert.True(trainer.TryStep());
        var twice = plan with { Optimizer = plan.Optimizer with { LearningRate = 2 * plan.Optimizer.LearningRate } };
        var expected = new SequentialTrainer(twice, data, trainer.State.Snapshot()).Run();
        trainer.State.ChangeLearningRate(2 * plan.Optimizer.LearningRate);
        Assert.Equal(expected.Parameters.ToArray(), trainer.Run().Parameters.ToArray());
    }

    private static TrainingPlan Scheduled(OptimizerKind kind, float momentum) =>
        Some.Plan(Samples, Minibatch, epochs: Epochs, optimizer: kind, momentum: momentum, rate: 0.1f) with
        {
            Schedule = new LearningRateSchedule { Kind = ScheduleKind.Step, DropEvery = 30, DropFactor = 0.5, WarmUp = 25, From = 0.1, Scale = 2 },
        };

    private static void Close(double expected, double actual) => Assert.Equal(1, actual / expected, 1e-9);
}
