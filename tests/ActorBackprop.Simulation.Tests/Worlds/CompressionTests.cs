using ActorBackprop.Actors.Messages;
using ActorBackprop.Actors.Modes;
using ActorBackprop.Learning.Compression;
using ActorBackprop.Learning.Training;
using ActorBackprop.Simulation.Tests.Support;
using ActorBackprop.Simulation.Worlds;
using ActorBackprop.VirtualTime;

namespace ActorBackprop.Simulation.Tests.Worlds;

/// <summary>Compressed gradients in virtual time: the weights of the trainer without actors, in the time that their bytes take.</summary>
public sealed class CompressionTests
{
    private static readonly WorldSettings Rough = new()
    {
        Compute = new ComputeSettings { SecondsPerPart = 1e-3, Law = new Law { Kind = LawKind.Exponential } },
        Links = new LinkSettings
        { LatencySeconds = 100e-6, BytesPerSecond = 100e6, Break = 0.05, Duplication = 0.1, Reordering = 0.1, ReorderingSeconds = 0.005 },
        FailureDetectionSeconds = 0.02,
        Swarm = new SwarmSettings { CrashesPerSecond = 5, DownSeconds = 0.1, PausesPerSecond = 5, PauseSeconds = 0.05 },
    };

    [Theory]
    [InlineData("float16", 2), InlineData("int8", 5), InlineData("1-bit", 1), InlineData("1-bit", 5), InlineData("top-k", 2), InlineData("top-k", 3)]
    public void Any_number_of_workers_gives_the_sequential_weights_in_a_faulty_world(string name, int workers)
    {
        var plan = Plan(name);
        using var simulated = new Simulated(Rough, plan, SmallTraining.Data, workers);
        var end = simulated.Run();
        Assert.Equal(TrainingEnd.Completed, end.End);
        Assert.Equal(SmallTraining.Sequential(plan), SmallTraining.Fingerprint(plan, end.Snapshot.Parameters));
        Assert.True(simulated.World.Virtual.Log[FaultKind.Crash] + simulated.World.Virtual.Log[FaultKind.Break] > 0);
    }

    /// <summary>One worker, one microbatch, no time but that of the link: each step takes the parameters' bytes and the gradient's.</summary>
    [Theory, InlineData("float16", false), InlineData("int8", false), InlineData("1-bit", true),
    InlineData("top-k", false), InlineData("top-k", true)]
    public void A_message_takes_a_link_as_long_as_its_encoded_bytes(string name, bool noGradient)
    {
        var plan = Plan(name) with { Microbatch = 40 };
        var link = new WorldSettings { Compute = new ComputeSettings { FlopsPerSecond = 0 }, Links = new LinkSettings { BytesPerSecond = 1e6 } };
        using var simulated = new Simulated(link, plan, noGradient ? null : SmallTraining.Data, workers: 1);
        var end = simulated.Run();
        var (parameters, envelope) = (plan.Network.ParameterCount * sizeof(float), 100);
        var gradient = Compressor(name).MaxEncodedBytes(plan.Network.ParameterCount);
        Assert.Equal(plan.Steps * gradient, end.Statistics.BytesUpwards);
        Assert.Equal(plan.Steps * (parameters + gradient + 2 * envelope) / 1e6, end.Statistics.Elapsed.TotalSeconds, 1e-4);
    }

    [Theory, InlineData("top-k"), InlineData("1-bit")]
    public void Asynchronous_workers_keep_residuals_and_a_seed_gives_the_same_weights(string name)
    {
        var plan = Plan(name) with { Compression = new CompressionOptions(Compressor(name)) { HasWorkerResiduals = true } };
        using var simulated = new Simulated(Rough, plan, SmallTraining.Data, 4, mode: new Asynchronous());
        using var again = new Simulated(Rough, plan, SmallTraining.Data, 4, mode: new Asynchronous(), helpers: 0);
        var end = simulated.Run();
        Assert.Equal(TrainingEnd.Completed, end.End);
        Assert.Equal(end.Snapshot.Parameters, again.Run().Snapshot.Parameters);
        Assert.Equal(simulated.World.Virtual.Log.Hash, again.World.Virtual.Log.Hash);
        Assert.True(simulated.World.Virtual.Log[FaultKind.Crash] > 0);
    }

    private static TrainingPlan Plan(string name) =>
        SmallTraining.Plan(microbatch: 8) with { Compression = new CompressionOptions(Compressor(name)) };

    private static ICompressor Compressor(string name) => name switch
    {
        "float16" => new Float16(),
        "int8" => new Qsgd(),
        "1-bit" => new OneBit(),
        _ => new TopK(0.05),
    };
}
