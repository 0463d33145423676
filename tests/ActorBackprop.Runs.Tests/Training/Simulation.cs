using ActorBackprop.Configuration;
using ActorBackprop.Runs.Training;
using ActorBackprop.Simulation.Worlds;
using ActorBackprop.Testing;

namespace ActorBackprop.Runs.Tests.Training;

/// <summary>Simulated runs on the small set, in this process.</summary>
internal static class Simulation
{
    /// <summary>A world in which much goes wrong within the half second that a small training takes.</summary>
    public static readonly WorldSettings Rough = new()
    {
        Title = "Rough",
        Compute = new ComputeSettings { SecondsPerPart = 1e-3, Law = new Law { Kind = LawKind.Exponential } },
        Links = new LinkSettings
        {
            LatencySeconds = 100e-6,
            JitterSeconds = 200e-6,
            Loss = 0.03,
            ResendSeconds = 0.002,
            Break = 0.03,
            Duplication = 0.02,
            Reordering = 0.02,
        },
        Swarm = new SwarmSettings { CrashesPerSecond = 20, DownSeconds = 0.02 },
    };

    private static readonly Dictionary<string, string> NoEnvironment = [];

    /// <summary>A request for a run of 4 workers with some settings, in a directory beside the set.</summary>
    public static RunRequest Request(SmallDigits digits, string name, SimulationRequest simulation, params string[] sets) => new()
    {
        Configuration = Configuration(digits, sets),
        Arguments = [],
        Out = digits.At(name),
        Simulation = simulation,
    };

    public static ResolvedConfiguration Configuration(SmallDigits digits, params string[] sets) => ResolvedConfiguration.Resolve(
        null, NoEnvironment,
        new[] { $"data={digits.Data}", $"layers={SmallDigits.Layers}", "epochs=2", "workers=4", "minibatch=30", "partTimeoutSeconds=0.1" }
            .Concat(sets).Select(Assignment.Parse));

    public static RunResult Execute(RunRequest request, IRunListener? listener = null, CancellationToken stop = default) =>
        TrainingRun.Execute(request, listener ?? new RecordingListener(), TimeProvider.System, stop);

    public static ReplayResult Replay(string run, TimeSpan? until = null) =>
        ReplayedRun.Execute(run, until, new RecordingListener(), TimeProvider.System, CancellationToken.None);
}
