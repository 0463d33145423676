using ActorBackprop.Actors.Messages;
using ActorBackprop.Actors.Modes;
using ActorBackprop.Learning.Networks;
using ActorBackprop.Learning.Training;
using ActorBackprop.Simulation.Tests.Campaign;
using ActorBackprop.Simulation.Tests.Support;
using ActorBackprop.Simulation.Worlds;
using ActorBackprop.VirtualTime;

namespace ActorBackprop.Simulation.Tests.Worlds;

/// <summary>
/// Trainings whose steps do not wait for all workers end, whichever workers are lost for good. In each of them the last minibatch of
/// an epoch has fewer parts than the others.
/// </summary>
public sealed class ModeEndTests
{
    /// <summary>50,000 images in minibatches of eight parts, the last one of three.</summary>
    private static readonly TrainingPlan Images = SmallTraining.Plan(minibatch: 256, microbatch: 32) with
    {
        Network = new Network([784, 30, 10], [Activation.Sigmoid, Activation.Softmax], Cost.SoftmaxCrossEntropy),
        Samples = 50_000,
    };

    public static TheoryData<IConsistencyMode> Modes() =>
        [new KSync(5), new KSync(8), new KBatchSync(5), new KBatchAsync(1),
        new KAsync(5), new KBatchAsync(5), new StaleSynchronous(0), new StaleSynchronous(2)];

    /// <summary>The level flaky, with a spare worker.</summary>
    [Fact]
    public void K_sync_of_five_among_six_ends_its_epoch_on_a_flaky_network()
    {
        var world = new WorldSettings
        {
            Links = new LinkSettings
            {
                LatencySeconds = 200e-6,
                JitterSeconds = 300e-6,
                Break = 0.02,
                Duplication = 0.02,
                Reordering = 0.05,
                ReorderingSeconds = 0.005,
            },
        };
        EndsTwiceTheSame(world, Images with { Epochs = 1 }, workers: 6, new KSync(5), partTimeoutSeconds: 0.1);
    }

    /// <summary>The level straggler, with a spare worker that crashes.</summary>
    [Fact]
    public void K_sync_of_seven_among_eight_ends_with_a_straggler_although_another_crashes()
    {
        var world = new WorldSettings
        {
            Compute = new ComputeSettings { Law = new Law { Kind = LawKind.LogNormal, Sigma = 0.1 }, Stragglers = [new Straggler(7, 10)] },
            Links = new LinkSettings { LatencySeconds = 50e-6 },
            Script = [new ScriptedInput { AtSeconds = 0.005, Do = InputKind.Crash, Workers = [0] }],
        };
        EndsTwiceTheSame(world, Images with { Epochs = 5 }, workers: 8, new KSync(7), partTimeoutSeconds: 30);
    }

    [Theory, MemberData(nameof(Modes))]
    public void Two_of_eight_workers_suffice_when_the_others_crash_or_are_cut_off_for_good(IConsistencyMode mode)
    {
        for (var seed = 1; seed <= 10; seed++)
        {
            var draw = new Draw(seed);
            var plan = SmallTraining.Plan((ulong)seed, microbatch: 5, epochs: 4);
            var world = new WorldSettings
            {
                Compute = new ComputeSettings { SecondsPerPart = 1e-3, Law = new Law { Kind = LawKind.Exponential } },
                Links = new LinkSettings { LatencySeconds = 100e-6, JitterSeconds = 100e-6, Break = draw.Whether() ? 0.02 : 0 },
                Script = [.. Enumerable.Range(2, 6).Select(worker => new ScriptedInput
                {
                    AtSeconds = draw.Between(0, 0.02),
                    Do = draw.Whether() ? InputKind.Crash : InputKind.Cut,
                    Workers = [worker],
                })],
            };
            var (cancels, again) = (draw.Whether(), draw.Whether());
            using var simulated = new Simulated(world, plan, null, 8, mode: mode, partTimeoutSeconds: 0.05,
                options: settings => settings with { CancelParts = cancels, ReassignDropped = again });

            var end = simulated.Run();

            Assert.Equal((seed, TrainingEnd.Completed, plan.Epochs), (seed, end.End, end.Statistics.EpochsDone));
            Assert.Equal(6, simulated.World.Virtual.Log[FaultKind.Crash] + simulated.World.Virtual.Log[FaultKind.Cut]);
        }
    }

    private static void EndsTwiceTheSame(WorldSettings world, TrainingPlan plan, int workers, IConsistencyMode mode, double partTimeoutSeconds)
    {
        using var simulated = new Simulated(world, plan, null, workers, mode: mode, partTimeoutSeconds: partTimeoutSeconds);
        using var again = new Simulated(world, plan, null, workers, mode: mode, partTimeoutSeconds: partTimeoutSeconds);

        var end = simulated.Run();

        Assert.Equal((TrainingEnd.Completed, plan.Epochs), (end.End, end.Statistics.EpochsDone));
        again.Run();
        Assert.Equal(simulated.World.Virtual.Log.Hash, again.World.Virtual.Log.Hash);
    }
}
