using ActorBackprop.Learning;
using ActorBackprop.VirtualTime;

namespace ActorBackprop.Simulation.Worlds;

/// <summary>
/// The world a simulated training runs in. Nothing in it changes the weights of a synchronous training; all of it changes
/// how long they take. The default is a perfect network of workers that never vary.
/// </summary>
public sealed record WorldSettings
{
    /// <summary>The maximum number of workers of a simulation.</summary>
    public const int MaxWorkers = 100_000;

    /// <summary>The maximum number of inputs of a script.</summary>
    public const int MaxScriptedInputs = 10_000;

    // An hour for what a message or sample takes, 30 years for a moment: less than overflows, more than a user waits for.
    internal const double MaxSeconds = 3600, MaxMoment = 1e9, MinFactor = 1e-6, MaxFactor = 1e6;

    /// <summary>What a level is called. Default: nothing.</summary>
    public string Title { get; init; } = "";

    /// <summary>The player's goal; null for none. Default: null.</summary>
    public Goal? Goal { get; init; }

    /// <summary>How fast the workers compute.</summary>
    [Setting("How fast the workers compute")]
    public ComputeSettings Compute { get; init; } = new();

    /// <summary>The parameter server's machine.</summary>
    [Setting("The parameter server's machine")]
    public ServerMachine Server { get; init; } = new();

    /// <summary>The links between the server and each worker, each direction.</summary>
    [Setting("The links between the server and each worker, each direction")]
    public LinkSettings Links { get; init; } = new();

    /// <summary>Seconds until the server learns that a worker is gone. Default: 0.05.</summary>
    [Setting("Seconds until the server learns that a worker is gone", min: 0, max: MaxSeconds)]
    public double FailureDetectionSeconds { get; init; } = 0.05;

    /// <summary>What goes wrong, and when. Default: nothing.</summary>
    [Setting("What goes wrong, and when", maxLength: MaxScriptedInputs)]
    public IReadOnlyList<ScriptedInput> Script { get; init; } = [];

    /// <summary>What goes wrong by chance. Default: nothing.</summary>
    [Setting("What goes wrong by chance")]
    public SwarmSettings Swarm { get; init; } = new();

    /// <summary>Seconds of a tick, the step of the game. Default: 0.001.</summary>
    [Setting("Seconds of a tick, the step of the game", min: 1e-6, max: MaxSeconds)]
    public double TickSeconds { get; init; } = 0.001;

    /// <summary>A machine's measurements, in place of <see cref="Compute"/>'s and <see cref="Server"/>'s figures; null for none.</summary>
    [Setting("A machine's measurements, in place of the figures of `compute` and `server`")]
    public Profile? Profile { get; init; }
}

/// <summary>The goal of a level.</summary>
/// <param name="Accuracy">The fraction of the test images that must be right after some epoch.</param>
/// <param name="Seconds">The virtual time in which it must be reached; 0 for any.</param>
public sealed record Goal(
    [property: Setting("Fraction of the test images that must be right", min: 0, max: 1)] double Accuracy,
    [property: Setting("Virtual time in which; 0 for any", min: 0, max: WorldSettings.MaxMoment)] double Seconds = 0);

/// <summary>
/// How long a part takes: (seconds a part + samples · (seconds a sample + FLOPs a sample / FLOP/s)) · law · stragglers. Where workers
/// take local steps, each of them takes so long, and a part as long as all of them.
/// </summary>
public sealed record ComputeSettings
{
    /// <summary>Seconds of each part, or local step, whatever its size. Default: 0.</summary>
    [Setting("Seconds of each part, or local step, whatever its size", min: 0, max: WorldSettings.MaxSeconds)]
    public double SecondsPerPart { get; init; }

    /// <summary>Seconds of each sample. Default: 0.</summary>
    [Setting("Seconds of each sample", min: 0, max: WorldSettings.MaxSeconds)]
    public double SecondsPerSample { get; init; }

    /// <summary>Floating-point operations a second; 0 leaves them out. Default: 20 GFLOP/s.</summary>
    [Setting("Floating-point operations a second: a sample takes as many as its network has; 0 leaves them out", min: 1e3, max: 1e18, orZero: true)]
    public double FlopsPerSecond { get; init; } = 20e9;

    /// <summary>How times vary; drawn once for each part that is dealt, or local step. Default: not at all.</summary>
    [Setting("How times vary, drawn for each part, or local step")]
    public Law Law { get; init; } = Law.Constant;

    /// <summary>Workers that are slower than the others, always. Default: none.</summary>
    [Setting("Workers that are slower than the others, always", maxLength: WorldSettings.MaxWorkers)]
    public IReadOnlyList<Straggler> Stragglers { get; init; } = [];

    /// <summary>Probability that a part, or local step, takes <see cref="SlowFactor"/> times as long. Default: 0.</summary>
    [Setting("Probability that a part, or local step, takes `slowFactor` times as long", min: 0, max: 1)]
    public double SlowShare { get; init; }

    /// <summary>See <see cref="SlowShare"/>. Default: 10.</summary>
    [Setting("How much longer it takes then", min: WorldSettings.MinFactor, max: WorldSettings.MaxFactor)]
    public double SlowFactor { get; init; } = 10;
}

/// <summary>A worker that is slower than the others.</summary>
/// <param name="Worker">Its number.</param>
/// <param name="Factor">Times as long.</param>
public sealed record Straggler(
    [property: Setting("Its number", min: 0, max: WorldSettings.MaxWorkers - 1)] int Worker,
    [property: Setting("Times as long", min: WorldSettings.MinFactor, max: WorldSettings.MaxFactor)] double Factor);

/// <summary>The parameter server's machine.</summary>
public sealed record ServerMachine
{
    /// <summary>Bytes a second of its network card, each way, all links together; 0 is infinite. Default: 0.</summary>
    [Setting("The server's network card, each way, all links together; 0 is infinite", min: 1000, max: 1e12, orZero: true)]
    public double BytesPerSecond { get; init; }

    /// <summary>Seconds of each message it sends or gets. Default: 0.</summary>
    [Setting("Seconds of each message it sends or gets", min: 0, max: 1)]
    public double SecondsPerMessage { get; init; }

    /// <summary>Seconds of each parameter of each gradient it gets. Default: 0.</summary>
    [Setting("Seconds of each parameter of each gradient it gets", min: 0, max: 1e-3)]
    public double SecondsPerGradientParameter { get; init; }

    /// <summary>Seconds of each parameter of a step: the average and the optimizer. Default: 0.</summary>
    [Setting("Seconds of each parameter of a step: the average and the optimizer", min: 0, max: 1e-3)]
    public double SecondsPerStepParameter { get; init; }
}

/// <summary>The links between the server and each worker, each direction.</summary>
public sealed record LinkSettings
{
    /// <summary>Default: 0.</summary>
    [Setting("Seconds a message is under way, whatever its size", min: 0, max: WorldSettings.MaxSeconds)]
    public double LatencySeconds { get; init; }

    /// <summary>On top of the latency, uniformly from nothing to this. Default: 0.</summary>
    [Setting("On top of the latency, uniformly from nothing to this", min: 0, max: WorldSettings.MaxSeconds)]
    public double JitterSeconds { get; init; }

    /// <summary>0 is infinite. Default: 0.</summary>
    [Setting("Bytes a second; messages go one after the other; 0 is infinite", min: 1000, max: 1e12, orZero: true)]
    public double BytesPerSecond { get; init; }

    /// <summary>Bytes that may wait for a link, a message that finds more is lost once; 0 is no limit. Default: 0.</summary>
    [Setting("Bytes that may wait for a link, a message that finds more is lost once; 0 is no limit", min: 0)]
    public long QueueBytes { get; init; }

    /// <summary>
    /// Probability that a message is lost on its way. TCP sends it again, so that it arrives late, and what follows it waits. Default: 0.
    /// </summary>
    [Setting("Probability that a message is lost; TCP sends it again, and it arrives late", min: 0, below: 1)]
    public double Loss { get; init; }

    /// <summary>
    /// Seconds after which a lost message is sent again, doubled for each further loss. Default: 0.2, the minimum retransmission
    /// timeout of Linux.
    /// </summary>
    [Setting("Seconds after which a lost message is sent again, doubled each time it is lost once more", min: 1e-6, max: WorldSettings.MaxSeconds)]
    public double ResendSeconds { get; init; } = 0.2;

    /// <summary>
    /// Probability that the connection breaks under a message, which is lost for good. The next message finds a new connection. Default: 0.
    /// </summary>
    [Setting("Probability that the connection breaks under a message, which is lost for good", min: 0, below: 1)]
    public double Break { get; init; }

    /// <summary>Probability that a message arrives twice. Default: 0.</summary>
    [Setting("Probability that a message arrives twice", min: 0, max: 1)]
    public double Duplication { get; init; }

    /// <summary>Probability that a message may be overtaken. Default: 0.</summary>
    [Setting("Probability that a message may be overtaken", min: 0, max: 1)]
    public double Reordering { get; init; }

    /// <summary>Most that such a message comes later. Default: 0.01.</summary>
    [Setting("Most that such a message comes later", min: 0, max: WorldSettings.MaxSeconds)]
    public double ReorderingSeconds { get; init; } = 0.01;

    internal Link ToLink() => new()
    {
        Latency = TimeSpan.FromSeconds(LatencySeconds),
        Jitter = TimeSpan.FromSeconds(JitterSeconds),
        BytesPerSecond = BytesPerSecond > 0 ? BytesPerSecond : double.PositiveInfinity,
        QueueBytes = QueueBytes > 0 ? QueueBytes : long.MaxValue,
        Loss = Loss,
        RetransmissionTimeout = TimeSpan.FromSeconds(ResendSeconds),
        Break = Break,
        Duplication = Duplication,
        Reordering = Reordering,
        ReorderingDelay = TimeSpan.FromSeconds(ReorderingSeconds),
    };
}

/// <summary>What goes wrong by chance: events of each kind come at a rate, to workers drawn at random.</summary>
public sealed record SwarmSettings
{
    /// <summary>Crashes a second, all workers together. Default: 0.</summary>
    [Setting("Crashes a second, all workers together", min: 1e-9, max: 1e3, orZero: true)]
    public double CrashesPerSecond { get; init; }

    /// <summary>Mean seconds until a crashed worker is back. Default: 1.</summary>
    [Setting("Mean seconds until a crashed worker is back", min: 1e-6, max: WorldSettings.MaxMoment)]
    public double DownSeconds { get; init; } = 1;

    /// <summary>Pauses a second, all workers together. Default: 0.</summary>
    [Setting("Pauses a second, all workers together", min: 1e-9, max: 1e3, orZero: true)]
    public double PausesPerSecond { get; init; }

    /// <summary>Mean seconds of a pause. Default: 1.</summary>
    [Setting("Mean seconds of a pause", min: 1e-6, max: WorldSettings.MaxMoment)]
    public double PauseSeconds { get; init; } = 1;

    /// <summary>Cuts a second, all workers together. Default: 0.</summary>
    [Setting("Cuts a second, all workers together", min: 1e-9, max: 1e3, orZero: true)]
    public double CutsPerSecond { get; init; }

    /// <summary>Mean seconds until a cut heals. Default: 1.</summary>
    [Setting("Mean seconds until a cut heals", min: 1e-6, max: WorldSettings.MaxMoment)]
    public double CutSeconds { get; init; } = 1;

    /// <summary>Slow-downs a second, all workers together. Default: 0.</summary>
    [Setting("Slow-downs a second, all workers together", min: 1e-9, max: 1e3, orZero: true)]
    public double SlowdownsPerSecond { get; init; }

    /// <summary>How much longer a slowed worker's parts take. Default: 10.</summary>
    [Setting("How much longer a slowed worker's parts take", min: WorldSettings.MinFactor, max: WorldSettings.MaxFactor)]
    public double SlowdownFactor { get; init; } = 10;

    /// <summary>Mean seconds of a slow-down. Default: 1.</summary>
    [Setting("Mean seconds of a slow-down", min: 1e-6, max: WorldSettings.MaxMoment)]
    public double SlowdownSeconds { get; init; } = 1;

    /// <summary>After so many seconds everything heals and nothing goes wrong any more; 0 is never. Default: 0.</summary>
    [Setting("After so many seconds everything heals and nothing goes wrong any more; 0 is never", min: 0, max: WorldSettings.MaxMoment)]
    public double UntilSeconds { get; init; }
}
