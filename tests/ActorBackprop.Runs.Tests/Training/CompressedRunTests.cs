using ActorBackprop.Actors.Modes;
using ActorBackprop.Configuration;
using ActorBackprop.Learning.Compression;
using ActorBackprop.Learning.Numerics;
using ActorBackprop.Runs.Files;
using ActorBackprop.Runs.Training;
using ActorBackprop.Runs.Training.Processes;
using ActorBackprop.Testing;

namespace ActorBackprop.Runs.Tests.Training;

/// <summary>Whole runs whose gradients are compressed, with and without actors and in virtual time.</summary>
public sealed class CompressedRunTests(SmallDigits digits) : IClassFixture<SmallDigits>
{
    [Theory, InlineData("float16"), InlineData("int8"), InlineData("1-bit"), InlineData("top-k")]
    public void Every_host_gives_the_same_weights_and_counts_the_same_bytes(string name)
    {
        string[] sets = ["epochs=2", "minibatch=64", "microbatch=16", $"compression={name}"];
        var sequential = Execute(Request($"{name}-sequential", sets) with { Sequential = true });
        var real = Execute(Request($"{name}-real", [.. sets, "workers=3"]));
        var simulated = Execute(Request($"{name}-simulated", [.. sets, "workers=2"]) with { Simulation = new() { World = Simulation.Rough } });
        Assert.Equal((sequential.WeightsSha256, sequential.WeightsSha256), (real.WeightsSha256, simulated.WeightsSha256));

        // 300 images: four minibatches of 4 microbatches, and one of 3 for the other 44.
        var bytes = 2 * (4 * 4 + 3) * (long)real.Start.Plan.Compression!.Compressor.MaxEncodedBytes(64 * 12 + 12 + 12 * 10 + 10);
        Assert.Equal(bytes, real.Statistics.BytesUpwards);
        Assert.Equal(bytes / 2, Assert.Single(Metrics(real).Select(epoch => epoch.BytesUpwards).Distinct()));
        Assert.Equal(bytes, RunDirectory.Open(real.Start.Directory).ReadRecord().BytesUpwards);
        Assert.InRange(simulated.Statistics.BytesUpwards, bytes, 3 * bytes); // what is lost or comes twice is sent again
        Assert.All(Metrics(sequential), epoch => Assert.Null(epoch.BytesUpwards)); // nobody is sent anything
        Assert.Null(RunDirectory.Open(sequential.Start.Directory).ReadRecord().BytesUpwards);
    }

    [Theory, InlineData("1-bit", 2, 3), InlineData("top-k", 3, 1)]
    public void Going_on_in_the_middle_of_an_epoch_leads_to_the_bits_of_the_undisturbed_run(string name, int workers, int workersThen)
    {
        string[] sets = ["epochs=60", "minibatch=64", "microbatch=16", $"compression={name}"];
        var whole = Execute(Request($"{name}-whole", sets) with { Sequential = true });
        using var stop = new CancellationTokenSource();
        var stopped = TrainingRun.Execute(Request($"{name}-stopped", [.. sets, $"workers={workers}"]),
            new RecordingListener(_ => stop.Cancel()), TimeProvider.System, stop.Token);
        Assert.InRange(stopped.Steps, 1, whole.Steps - 1);
        var resumed = Execute(new RunRequest
        {
            Configuration = ResolvedConfiguration.Resolve(TrainingRun.ConfigurationOf(stopped.Start.Directory), new Dictionary<string, string>(),
                [new Assignment("workers", $"{workersThen}", "a test")]),
            Arguments = [],
            Resume = stopped.Start.Directory,
        });
        Assert.Equal((whole.WeightsSha256, stopped.Steps), (resumed.WeightsSha256, resumed.Start.ResumedFromStep));
    }

    [Fact]
    public void A_compressor_of_one_s_own_takes_the_place_of_the_settings()
    {
        var request = Request("own", "epochs=2", "minibatch=64", "microbatch=16", "compression=int8") with { Compressor = new Signs() };
        var (own, sequential) = (Execute(request), Execute(request with { Out = digits.At("own-sequential"), Sequential = true }));
        Assert.Equal(sequential.WeightsSha256, own.WeightsSha256);
        Assert.NotEqual(Execute(Request("not-own", "epochs=2", "minibatch=64", "microbatch=16", "compression=int8")).WeightsSha256, own.WeightsSha256);
        Assert.Equal(2 * (4 * 4 + 3) * 910, own.Statistics.BytesUpwards);

        var resume = request with { Out = null, Resume = own.Start.Directory, Compressor = null };
        Assert.Equal($"{own.Start.Directory} cannot be resumed with other custom parts: expected compressor Signs, found none; "
            + "use those it was started with.", Assert.Throws<RunException>(() => Execute(resume)).Message);
        Assert.Equal($"{own.Start.Directory} cannot be resumed with another compressor: its checkpoint has 4 residuals, expected 0; "
            + "use the one it was started with.",
            Assert.Throws<RunException>(() => Execute(resume with { Compressor = new Signs(feedsErrorBack: false) })).Message);
    }

    [Fact]
    public void Contradictory_settings_are_refused_with_a_sentence()
    {
        var (own, cluster) = (new Signs(), new ClusterRequest { Processes = 2, Command = () => new System.Diagnostics.ProcessStartInfo() });
        Assert.Equal("compression: worker processes know only the built-in compressors; train in one process, or leave out the custom Signs.",
            Refusal(Request("x") with { Compressor = own, Cluster = cluster }));
        Assert.Equal("compression: worker processes do not know a custom mode, and so cannot assign residuals; expected none, float16 or int8, found "
            + "top-k (the program).", Refusal(Custom(Request("x", "compression=top-k")) with { Cluster = cluster }));
        Assert.Equal("compression: Signs sends later what it leaves out, but a client of mode federated may not train again (mode=federated).",
            Refusal(Request("x", "mode=federated", "clients=10") with { Compressor = own }));
        Request("x", "compression=top-k").Check();
        (Custom(Request("x", "compression=float16")) with { Cluster = cluster }).Check();

        static RunRequest Custom(RunRequest request) => request with { Settings = request.Settings with { Mode = new Eager() } };
    }

    private static string Refusal(RunRequest request) => Assert.Throws<ConfigurationException>(request.Check).Message;

    private static IReadOnlyList<EpochMetrics> Metrics(RunResult result) => RunDirectory.Open(result.Start.Directory).Metrics.Read();

    private static RunResult Execute(RunRequest request) => Simulation.Execute(request);

    private RunRequest Request(string name, params string[] sets) => new()
    {
        Configuration = ResolvedConfiguration.Resolve(null, new Dictionary<string, string>(),
            new[] { $"data={digits.Data}", $"layers={SmallDigits.Layers}" }.Concat(sets).Select(Assignment.Parse)),
        Arguments = [],
        Out = digits.At(name),
    };

    private sealed class Eager : IConsistencyMode
    {
        public bool MayBegin(MinibatchPart part, int worker, TrainingView now) => true;

        public bool StillCounts(Contribution gradient, TrainingView now) => true;

        public int Due(TrainingView now) => now.Gathered.Count;
    }

    /// <summary>A byte for each number: its sign.</summary>
    private sealed class Signs(bool feedsErrorBack = true) : ICompressor
    {
        public bool UsesErrorFeedback => feedsErrorBack;

        public int MaxEncodedBytes(int count) => count;

        public int Encode(ReadOnlySpan<float> values, RandomSource random, Span<byte> bytes)
        {
            for (var i = 0; i < values.Length; i++) bytes[i] = (byte)(float.IsNaN(values[i]) ? 9 : Math.Sign(values[i]) + 1);
            return values.Length;
        }

        public bool TryDecode(ReadOnlySpan<byte> bytes, Span<float> values)
        {
            for (var i = 0; i < values.Length; i++) values[i] = bytes[i] == 9 ? float.NaN : 0.01f * (bytes[i] - 1);
            return bytes.Length == values.Length;
        }
    }
}
