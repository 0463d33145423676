using ActorBackprop.Simulation.Tests.Support;
using ActorBackprop.Simulation.Worlds;

namespace ActorBackprop.Simulation.Tests.Worlds;

/// <summary>Times that links and the server add to a step, against closed forms.</summary>
public sealed class StepTimeTests
{
    [Fact]
    public void The_servers_network_card_is_a_bottleneck()
    {
        const int workers = 10, steps = 20;
        var plan = SmallTraining.Plan(minibatch: workers, microbatch: 1) with { Samples = workers * steps, Epochs = 1 };
        var world = new WorldSettings
        {
            Compute = new ComputeSettings { FlopsPerSecond = 0 },
            Server = new ServerMachine { BytesPerSecond = 1e6 },
        };
        using var simulated = new Simulated(world, plan, null, workers);

        var step = simulated.Run().Statistics.Elapsed.TotalSeconds / steps;

        // All parameters leave through one card and all gradients come in through it; the first can be answered while the
        // last is still being sent, so that a step lasts as long as its sending and one message's way back.
        var message = (100 + 4.0 * plan.Network.ParameterCount) / 1e6;
        Assert.InRange(step / ((workers + 1) * message), 0.97, 1.03);
    }

    [Theory, InlineData(2e6), InlineData(0)]
    public void A_bandwidth_set_during_the_game_applies_to_all_links(double bytesPerSecond)
    {
        const int steps = 20;
        var plan = SmallTraining.Plan(minibatch: 1, microbatch: 1) with { Samples = steps, Epochs = 1 };
        var world = new WorldSettings
        {
            Compute = new ComputeSettings { FlopsPerSecond = 0 },
            Links = new LinkSettings { LatencySeconds = 1e-3, BytesPerSecond = 1e6 },
        };
        using var simulated = new Simulated(world, plan, null, 1);
        simulated.Game.Do(new WorldInput(InputKind.Bandwidth, Value: bytesPerSecond));

        var step = simulated.Run().Statistics.Elapsed.TotalSeconds / steps;

        // One worker, which computes in no time: the parameters' way there, the gradient's way back.
        var message = bytesPerSecond > 0 ? (100 + 4.0 * plan.Network.ParameterCount) / bytesPerSecond : 0;
        Assert.InRange(step / (2 * (1e-3 + message)), 0.97, 1.03);
    }

    [Theory, InlineData(1), InlineData(2), InlineData(3), InlineData(5)]
    public void Shards_share_the_work_of_a_step_and_the_longest_slice_decides(int servers)
    {
        const int steps = 20;
        const double secondsPerParameter = 1e-6;
        var plan = SmallTraining.Plan(minibatch: 1, microbatch: 1) with { Samples = steps, Epochs = 1 };
        var world = new WorldSettings
        {
            Compute = new ComputeSettings { FlopsPerSecond = 0 },
            Server = new ServerMachine { SecondsPerStepParameter = secondsPerParameter },
        };
        using var simulated = new Simulated(world, plan, null, 1, servers: servers);

        var elapsed = simulated.Run().Statistics.Elapsed.TotalSeconds; // up to the last step, whose own work does not count

        // 64-12-10 in memory: rows of 16 floats, 65 of the first layer and 13 of the second.
        var share = Math.Ceiling(78.0 / servers) / 78;
        Assert.InRange(elapsed / ((steps - 1) * share * secondsPerParameter * plan.Network.ParameterCount), 0.999, 1.001);
    }
}
