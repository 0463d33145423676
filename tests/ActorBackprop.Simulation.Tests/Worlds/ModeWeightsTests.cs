using ActorBackprop.Actors.Messages;
using ActorBackprop.Actors.Modes;
using ActorBackprop.Simulation.Tests.Support;
using ActorBackprop.Simulation.Worlds;
using ActorBackprop.VirtualTime;

namespace ActorBackprop.Simulation.Tests.Worlds;

public sealed class ModeWeightsTests
{
    private static readonly WorldSettings Varied = new()
    {
        Compute = new ComputeSettings { SecondsPerPart = 1e-3, Law = new Law { Kind = LawKind.Exponential } },
        Links = new LinkSettings { LatencySeconds = 100e-6, JitterSeconds = 100e-6, BytesPerSecond = 100e6 },
        Server = new ServerMachine { BytesPerSecond = 1e9, SecondsPerMessage = 1e-6 },
    };

    private static readonly WorldSettings Rough = Varied with
    {
        Links = Varied.Links with
        { Loss = 0.05, ResendSeconds = 0.002, Break = 0.05, Duplication = 0.1, Reordering = 0.1, ReorderingSeconds = 0.005 },
        FailureDetectionSeconds = 0.02,
        Swarm = new SwarmSettings { CrashesPerSecond = 30, DownSeconds = 0.05, PausesPerSecond = 5, PauseSeconds = 0.05 },
    };

    public static TheoryData<IConsistencyMode> Modes() =>
        [new KSync(3), new KBatchSync(3), new KBatchAsync(1), new KAsync(3), new KBatchAsync(3), new StaleSynchronous(2)];

    [Theory, InlineData(true), InlineData(false)]
    public void K_sync_of_all_workers_and_stale_synchronous_of_0_give_the_sequential_weights(bool isKSync)
    {
        var plan = SmallTraining.Plan();
        using var simulated = new Simulated(
            Varied, plan, SmallTraining.Data, 5, mode: isKSync ? new KSync(5) : new StaleSynchronous(0));

        var end = simulated.Run();

        Assert.Equal(SmallTraining.Sequential(plan), SmallTraining.Fingerprint(plan, end.Snapshot.Parameters));
        Assert.All(end.Statistics.Workers, worker => Assert.True(worker.Samples > 0, $"worker {worker.Number} had nothing to do"));
    }

    [Theory, MemberData(nameof(Modes))]
    public void Helper_threads_change_nothing(IConsistencyMode mode)
    {
        var plan = SmallTraining.Plan();
        using var alone = new Simulated(Varied, plan, SmallTraining.Data, 8, helpers: 0, mode: mode);
        using var helped = new Simulated(Varied, plan, SmallTraining.Data, 8, helpers: 3, mode: mode);

        Assert.Equal(alone.Run().Snapshot.Parameters, helped.Run().Snapshot.Parameters);
        Assert.Equal(alone.World.Virtual.Log.Hash, helped.World.Virtual.Log.Hash);
    }

    [Theory, MemberData(nameof(Modes))]
    public void A_training_ends_despite_loss_duplicates_crashes_and_pauses(IConsistencyMode mode)
    {
        var plan = SmallTraining.Plan(seed: 3);
        using var simulated = new Simulated(Rough, plan, SmallTraining.Data, 5, mode: mode, options: settings => settings with { ReassignDropped = true });

        var end = simulated.Run();

        Assert.Equal((TrainingEnd.Completed, plan.Epochs), (end.End, end.Statistics.EpochsDone));
        Assert.Equal((long)plan.Samples * plan.Epochs, end.Statistics.Samples); // each sample applied once in each epoch
        var log = simulated.World.Virtual.Log;
        foreach (var kind in new[] { FaultKind.Break, FaultKind.Retransmission, FaultKind.Duplication, FaultKind.Crash, FaultKind.Pause })
            Assert.True(log[kind] > 0, $"no {kind}");
    }
}
