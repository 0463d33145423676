using ActorBackprop.Configuration;
using ActorBackprop.Runs.Tests.Training;
using ActorBackprop.Runs.Training;
using ActorBackprop.Simulation.Worlds;
using ActorBackprop.Testing;

namespace ActorBackprop.Runs.Tests.Tracing;

/// <summary>A simulated run drawn as a timeline.</summary>
public sealed class SimulationTraceTests(SmallDigits digits) : IClassFixture<SmallDigits>
{
    private static readonly WorldSettings World = new()
    {
        Compute = new ComputeSettings { SecondsPerPart = 1e-3 },
        Links = new LinkSettings { LatencySeconds = 1e-4 },
        Server = new ServerMachine { SecondsPerMessage = 1e-5 },
        FailureDetectionSeconds = 2e-3,
        Script = [new ScriptedInput { AtSeconds = 0.005, Do = InputKind.Crash, Workers = [1], ForSeconds = 0.01 }],
    };

    [Fact]
    public void A_trace_shows_steps_parts_messages_and_a_crash_and_changes_nothing()
    {
        var file = digits.At("run.pftrace");
        var plain = Simulate("plain", null);
        var traced = Simulate("traced", file);
        Assert.Equal(plain.Simulation!.EventsSha256, traced.Simulation!.EventsSha256);
        Assert.Equal(plain.WeightsSha256, traced.WeightsSha256);

        var text = new Timeline(File.ReadAllBytes(file)).Drawn();
        Assert.Contains("| 0 started (incarnation=1)", text, StringComparison.Ordinal);
        Assert.Contains("| 5000000 crashed", text, StringComparison.Ordinal);
        Assert.Contains("| 5000000–15000000 down", text, StringComparison.Ordinal);
        Assert.Contains("| 15000000 restarted (incarnation=2)", text, StringComparison.Ordinal);
        Assert.Matches(@"\| \d+–\d+ step 0 \(step=0\)", text);
        Assert.Matches(@"\| \d+–\d+ step 29 · part \d+", text);
        Assert.Contains("GradientComputed arrived", text, StringComparison.Ordinal);
        Assert.Contains("queue of parameter server", text, StringComparison.Ordinal);
        Assert.Contains("test accuracy [%]", text, StringComparison.Ordinal);
    }

    private RunResult Simulate(string name, string? trace) => TrainingRun.Execute(
        new RunRequest
        {
            Configuration = ResolvedConfiguration.Resolve(null, new Dictionary<string, string>(), new[]
            {
                $"data={digits.Data}", $"layers={SmallDigits.Layers}", "epochs=1", "workers=3",
            }.Select(Assignment.Parse)),
            Arguments = [],
            Out = digits.At(name),
            Simulation = new SimulationRequest { World = World, Trace = trace },
        },
        new RecordingListener(), TimeProvider.System, CancellationToken.None);
}
