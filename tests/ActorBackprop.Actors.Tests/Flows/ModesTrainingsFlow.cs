using ActorBackprop.Actors.InProcess;
using ActorBackprop.Actors.Messages;
using ActorBackprop.Actors.Modes;
using ActorBackprop.Actors.Tests.Support;
using ActorBackprop.Learning.Optimizers;
using ActorBackprop.Learning.Training;
using Akka.Actor;

namespace ActorBackprop.Actors.Tests.Flows;

/// <summary>Whole trainings in one process, on real threads, in modes that do not wait for all workers.</summary>
public sealed class ModesTrainingsFlow : TrainingTest
{
    [Theory]
    [InlineData(1, 10, 0f), InlineData(2, 10, 0.9f), InlineData(3, 127, 0f), InlineData(5, 128, 0.9f), InlineData(8, 10, 0f)]
    public void K_sync_with_as_many_as_there_are_workers_has_the_synchronous_bits(int workers, int minibatch, float momentum) =>
        AssertSequential(new KSync(workers), workers, minibatch, momentum);

    [Theory]
    [InlineData(1, 10, 0f), InlineData(2, 10, 0.9f), InlineData(3, 127, 0f), InlineData(5, 128, 0.9f), InlineData(8, 10, 0f)]
    public void Stale_synchronous_with_bound_zero_has_the_synchronous_bits(int workers, int minibatch, float momentum) =>
        AssertSequential(new StaleSynchronous(0), workers, minibatch, momentum);

    public static TheoryData<IConsistencyMode> Modes() =>
        [new KSync(2), new KBatchSync(2), new KBatchAsync(1), new KAsync(2), new KBatchAsync(2), new StaleSynchronous(2)];

    [Theory, MemberData(nameof(Modes))]
    public void Each_mode_learns_and_accounts_for_every_sample(IConsistencyMode mode)
    {
        var plan = Trainings.Plan() with { Minibatch = 30, Microbatch = 5, Epochs = 40, Optimizer = new OptimizerOptions { LearningRate = 1 } };

        var ended = Train(mode, plan, workers: 3);

        Assert.Equal((TrainingEnd.Completed, 40), (ended.End, ended.Statistics.EpochsDone));
        var dropped = (long)plan.Samples * plan.Epochs - ended.Statistics.Samples;
        Assert.Equal(ended.Statistics.PartsDropped > 0, dropped > 0);
        Assert.True(mode is KSync or KBatchSync || dropped == 0, $"{mode} dropped {dropped} samples");
        Assert.Equal(Applied(ended, plan), ended.Statistics.Staleness.Sum());
        var accuracy = Evaluation.Of(plan.Network, ended.Snapshot.Parameters, Data).Accuracy;
        Assert.InRange(accuracy, 0.6, 1); // a third of them by guessing
    }

    [Theory, MemberData(nameof(Modes))]
    public void A_resumed_training_applies_each_sample_once(IConsistencyMode mode)
    {
        var plan = Trainings.Plan() with { Minibatch = 30, Microbatch = 5, Epochs = 3 };
        TrainingSnapshot snapshot;
        using (var before = ActorSystem.Create("before", Sys.Settings.Config))
        {
            var store = CreateTestProbe(before);
            var settings = Settings(3) with { Mode = mode, CheckpointEverySteps = 7 };
            InProcessHost.Start(before, settings, new ServerPeers([], null, store.Ref), plan, Data);
            snapshot = store.ExpectMsg<StoreSnapshot>(TimeSpan.FromSeconds(20)).Snapshot;
        }

        InProcessHost.Start(Sys, Settings(2) with { Mode = mode, Servers = 2 }, new ServerPeers([TestActor]), plan, Data, snapshot);

        var ended = End();
        Assert.Equal((TrainingEnd.Completed, 3), (ended.End, ended.Statistics.EpochsDone));
        var applied = snapshot.Position!.Samples + ended.Statistics.Samples;
        Assert.InRange(applied, mode.DropsGradients ? 1 : 3 * plan.Samples, 3 * plan.Samples);
        if (!mode.DropsGradients) Assert.Equal(plan.Samples, ended.Snapshot.Epoch.Samples);
    }

    /// <summary>Parts applied: those of the training, without those that were dropped.</summary>
    private static long Applied(TrainingEnded ended, TrainingPlan plan)
    {
        var minibatches = Enumerable.Range(0, plan.StepsPerEpoch).Select(step => Learning.Sampling.Minibatch.Of(plan, step));
        return plan.Epochs * minibatches.Sum(minibatch => (long)Math.Min(3, minibatch.Microbatches)) - ended.Statistics.PartsDropped;
    }

    private void AssertSequential(IConsistencyMode mode, int workers, int minibatch, float momentum)
    {
        var plan = Trainings.Plan() with
        {
            Minibatch = minibatch,
            Microbatch = TrainingPlan.DefaultMicrobatch(minibatch),
            Optimizer = new OptimizerOptions { LearningRate = 0.1f, Momentum = momentum },
            Schedule = Trainings.Schedule,
        };

        var ended = Train(mode, plan, workers);

        var expected = Sequential(plan);
        Assert.Equal(expected.Steps, ended.Snapshot.Steps);
        AssertSameBits(expected, ended.Snapshot with { Epoch = expected.Epoch }); // costs are summed in another order
        Assert.Equal(expected.Epoch.Cost, ended.Snapshot.Epoch.Cost, 1e-9);
        var busy = ended.Statistics.Workers.Count(worker => worker.Samples > 0);
        Assert.Equal(Math.Min(workers, (minibatch + plan.Microbatch - 1) / plan.Microbatch), busy);
    }

    [Theory, InlineData(true), InlineData(false)]
    public void Another_actor_computes_for_a_worker_whose_part_may_be_cancelled(bool cancels)
    {
        var settings = Settings(workers: 2) with { Mode = new KSync(1), CancelParts = cancels };
        InProcessHost.Start(Sys, settings, new ServerPeers([TestActor]), Trainings.Plan(), Data);
        var probe = CreateTestProbe();
        Sys.ActorSelection("/user/computer-1").Tell(new Identify(null), probe);
        Assert.Equal(cancels, probe.ExpectMsg<ActorIdentity>(TimeSpan.FromSeconds(20)).Subject is not null);
        End();
    }

    private TrainingEnded Train(IConsistencyMode mode, TrainingPlan plan, int workers)
    {
        InProcessHost.Start(Sys, Settings(workers) with { Mode = mode }, new ServerPeers([TestActor]), plan, Data);
        return End();
    }
}
