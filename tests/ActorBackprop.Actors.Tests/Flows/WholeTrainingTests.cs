using ActorBackprop.Actors.InProcess;
using ActorBackprop.Actors.Protocol;
using ActorBackprop.Actors.Tests.Support;
using ActorBackprop.Learning.Networks;
using ActorBackprop.Learning.Optimization;
using ActorBackprop.Learning.Training;
using Akka.Actor;
using Akka.TestKit.Xunit2;

namespace ActorBackprop.Actors.Tests.Flows;

/// <summary>Whole trainings in one process, real threads, real gradients: their bits are the sequential trainer's.</summary>
public sealed class WholeTrainingTests() : TestKit("""
    akka.loglevel = OFF
    akka.stdout-loglevel = OFF
    akka.log-dead-letters = off
    akka.actor.training-dispatcher { type = ForkJoinDispatcher, throughput = 1, dedicated-thread-pool.thread-count = 3 }
    """)
{
    private const int Samples = 300;

    /// <summary>Every pair of values of two columns is in some row.</summary>
    [Theory]
    [InlineData(1, 10, 1, Cost.Quadratic, OptimizerKind.Sgd, 0f)]
    [InlineData(2, 127, 2, Cost.Quadratic, OptimizerKind.Adam, 0f)]
    [InlineData(3, 128, null, Cost.Quadratic, OptimizerKind.Sgd, 0.9f)]
    [InlineData(5, 10, 2, Cost.SigmoidCrossEntropy, OptimizerKind.Sgd, 0.9f)]
    [InlineData(8, 127, 1, Cost.SigmoidCrossEntropy, OptimizerKind.Sgd, 0f)]
    [InlineData(1, 128, 2, Cost.SigmoidCrossEntropy, OptimizerKind.Adam, 0f)]
    [InlineData(2, 10, null, Cost.SoftmaxCrossEntropy, OptimizerKind.Sgd, 0f)]
    [InlineData(3, 127, 1, Cost.SoftmaxCrossEntropy, OptimizerKind.Adam, 0f)]
    [InlineData(5, 128, 1, Cost.Quadratic, OptimizerKind.Adam, 0f)]
    [InlineData(8, 10, null, Cost.Quadratic, OptimizerKind.Adam, 0f)]
    [InlineData(8, 128, 2, Cost.SoftmaxCrossEntropy, OptimizerKind.Sgd, 0.9f)]
    [InlineData(2, 128, 1, Cost.SigmoidCrossEntropy, OptimizerKind.Sgd, 0.9f)]
    [InlineData(3, 10, 2, Cost.SigmoidCrossEntropy, OptimizerKind.Sgd, 0f)]
    [InlineData(5, 127, null, Cost.SoftmaxCrossEntropy, OptimizerKind.Sgd, 0f)]
    [InlineData(1, 127, null, Cost.SigmoidCrossEntropy, OptimizerKind.Sgd, 0.9f)]
    public void Any_number_of_workers_arrives_at_the_sequential_trainers_bits(
        int workers, int minibatch, int? microbatch, Cost cost, OptimizerKind optimizer, float momentum)
    {
        var plan = Some.Plan(Samples, minibatch, microbatch, 2, cost, optimizer, momentum);
        var ended = Train(plan, workers);
        AssertSequential(plan, ended);
        Assert.All(ended.Statistics.Refused.Values, count => Assert.Equal(0, count));
        var busy = Math.Min(workers, (plan.Minibatch + plan.Microbatch - 1) / plan.Microbatch);
        Assert.Equal(workers, ended.Statistics.Workers.Count);
        Assert.All(ended.Statistics.Workers.Take(busy), worker => Assert.True(worker.Samples > 0, $"worker {worker.Number} did nothing"));
        Assert.Equal(Samples * 2, ended.Statistics.Workers.Sum(worker => worker.Samples));
    }

    [Theory]
    [InlineData(1, 2), InlineData(2, 3), InlineData(3, 5), InlineData(4, 8)]
    public void Crashes_do_not_change_a_bit(int seed, int workers)
    {
        var plan = Some.Plan(Samples, 20, 2, 3, Cost.SoftmaxCrossEntropy, OptimizerKind.Adam);
        var crashes = new SeededCrashes(seed, most: 8);
        var ended = Train(plan, workers, around: (number, computation) => crashes.Around(number, computation));
        Assert.True(crashes.Count > 2, $"seed {seed}: only {crashes.Count} crashes");
        Assert.Equal(crashes.Count, ended.Statistics.WorkersLost);
        AssertSequential(plan, ended, $"seed {seed}");
    }

    [Fact]
    public void Gradients_that_come_twice_and_late_do_not_change_a_bit()
    {
        var plan = Some.Plan(Samples, 20, 2, 3);
        var ended = Train(plan, 3, around: (_, computation) => new Stutter(computation));
        Assert.True(ended.Statistics.Refused[Refusal.Duplicate] + ended.Statistics.Refused[Refusal.Late] > 20);
        AssertSequential(plan, ended);
    }

    [Fact]
    public void A_training_that_goes_on_from_any_step_arrives_at_the_same_bits()
    {
        var plan = Some.Plan(Samples, 64, null, 2, Cost.Quadratic, OptimizerKind.Sgd, 0.9f);
        var trainer = new SequentialTrainer(plan, Some.Data(Samples));
        for (var workers = 1; !trainer.State.IsCompleted; workers++)
        {
            AssertSequential(plan, Train(plan, workers % 4 + 1, from: trainer.State.Snapshot()), $"from step {trainer.State.Steps}");
            Assert.True(trainer.TryStep());
        }
    }

    private TrainingEnded Train(TrainingPlan plan, int workers, TrainingSnapshot? from = null,
        Func<int, IGradientComputation, IGradientComputation>? around = null)
    {
        using var system = ActorSystem.Create("whole", Sys.Settings.Config);
        var observer = CreateTestProbe(system);
        var settings = new ServerSettings { Run = "whole", Workers = workers, StepReportInterval = TimeSpan.FromHours(1) };
        InProcessHost.Start(system, settings, new ServerPeers([observer]), plan, Some.Data(Samples), from, around);
        return (TrainingEnded)observer.FishForMessage(fact => fact is TrainingEnded, TimeSpan.FromSeconds(30));
    }

    private static void AssertSequential(TrainingPlan plan, TrainingEnded ended, string? where = null)
    {
        var expected = new SequentialTrainer(plan, Some.Data(Samples)).Run().Snapshot();
        Assert.True(ended.End == TrainingEnd.Completed, $"{where}: {ended.End} {ended.Why}");
        Assert.True(expected.Parameters.AsSpan().SequenceEqual(ended.Snapshot.Parameters), $"{where}: other parameters");
        Assert.Equal(expected.Epoch, ended.Snapshot.Epoch);
        for (var i = 0; i < expected.OptimizerState.Count; i++)
            Assert.Equal(expected.OptimizerState[i], ended.Snapshot.OptimizerState[i]);
    }
}
