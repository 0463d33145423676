using ActorBackprop.Actors.Messages;
using ActorBackprop.Simulation.Tests.Support;
using ActorBackprop.Simulation.Worlds;
using ActorBackprop.VirtualTime;

namespace ActorBackprop.Simulation.Tests.Worlds;

/// <summary>A simulated training ends with the very weights of the trainer that has no actors, whatever the world does.</summary>
public sealed class WeightsTests
{
    private static readonly WorldSettings Varied = new()
    {
        Compute = new ComputeSettings { SecondsPerPart = 1e-3, Law = new Law { Kind = LawKind.Exponential } },
        Links = new LinkSettings { LatencySeconds = 100e-6, JitterSeconds = 100e-6, BytesPerSecond = 100e6 },
        Server = new ServerMachine { BytesPerSecond = 1e9, SecondsPerMessage = 1e-6 },
    };

    [Theory, InlineData(1), InlineData(2), InlineData(3), InlineData(8), InlineData(20)]
    public void Any_number_of_workers_gives_the_sequential_weights(int workers)
    {
        var plan = SmallTraining.Plan();
        using var simulated = new Simulated(Varied, plan, SmallTraining.Data, workers);

        var end = simulated.Run();

        Assert.Equal(TrainingEnd.Completed, end.End);
        Assert.Equal(SmallTraining.Sequential(plan), SmallTraining.Fingerprint(plan, end.Snapshot.Parameters));
        Assert.Equal(workers, end.Statistics.Workers.Count);
        Assert.All(end.Statistics.Workers, worker => Assert.True(worker.Samples > 0, $"worker {worker.Number} had nothing to do"));
    }

    [Theory, InlineData(2), InlineData(3), InlineData(1000)]
    public void Any_number_of_servers_gives_the_sequential_weights_and_repeatable_events(int servers)
    {
        var plan = SmallTraining.Plan();
        using var simulated = new Simulated(Varied, plan, SmallTraining.Data, 3, servers: servers);
        using var again = new Simulated(Varied, plan, SmallTraining.Data, 3, servers: servers);
        using var one = new Simulated(Varied, plan, SmallTraining.Data, 3);

        var end = simulated.Run();

        Assert.Equal(TrainingEnd.Completed, end.End);
        Assert.Equal(SmallTraining.Sequential(plan), SmallTraining.Fingerprint(plan, end.Snapshot.Parameters));
        Assert.Equal(end.Snapshot.Parameters, again.Run().Snapshot.Parameters);
        Assert.Equal(simulated.World.Virtual.Log.Hash, again.World.Virtual.Log.Hash);
        one.Run();
        Assert.NotEqual(one.World.Virtual.Log.Hash, simulated.World.Virtual.Log.Hash); // there are shards, and they are told
        Assert.Equal(one.World.Virtual.Now, simulated.World.Virtual.Now); // within a machine that takes no time
    }

    [Theory, InlineData(0), InlineData(1), InlineData(3)]
    public void Helper_threads_change_nothing(int helpers)
    {
        var plan = SmallTraining.Plan();
        using var simulated = new Simulated(Varied, plan, SmallTraining.Data, 8, helpers: helpers);
        using var alone = new Simulated(Varied, plan, SmallTraining.Data, 8, helpers: 0);

        Assert.Equal(alone.Run().Snapshot.Parameters, simulated.Run().Snapshot.Parameters);
        Assert.Equal(alone.World.Virtual.Log.Hash, simulated.World.Virtual.Log.Hash);
    }

    [Theory, InlineData(1UL), InlineData(2UL), InlineData(3UL)]
    public void Losses_breaks_duplicates_crashes_pauses_and_cuts_change_nothing(ulong seed)
    {
        var plan = SmallTraining.Plan(seed);
        var rough = Varied with
        {
            Links = Varied.Links with
            {
                Loss = 0.05,
                ResendSeconds = 0.002,
                Break = 0.05,
                Duplication = 0.1,
                Reordering = 0.1,
                ReorderingSeconds = 0.005,
            },
            FailureDetectionSeconds = 0.02,
            Swarm = new SwarmSettings
            {
                CrashesPerSecond = 5,
                DownSeconds = 0.1,
                PausesPerSecond = 5,
                PauseSeconds = 0.05,
                CutsPerSecond = 5,
                CutSeconds = 0.05,
                SlowdownsPerSecond = 5,
                SlowdownSeconds = 0.1,
            },
        };
        using var simulated = new Simulated(rough, plan, SmallTraining.Data, 5);

        var end = simulated.Run();

        Assert.Equal(TrainingEnd.Completed, end.End);
        Assert.Equal(SmallTraining.Sequential(plan), SmallTraining.Fingerprint(plan, end.Snapshot.Parameters));
        var log = simulated.World.Virtual.Log;
        foreach (var kind in new[]
        {
            FaultKind.Break, FaultKind.Retransmission, FaultKind.Loss, FaultKind.Duplication, FaultKind.Reordering,
            FaultKind.Crash, FaultKind.Restart, FaultKind.Pause, FaultKind.Cut,
        })
            Assert.True(log[kind] > 0, $"seed {seed}: no {kind}");
    }
}
