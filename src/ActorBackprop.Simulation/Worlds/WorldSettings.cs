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

    /// <summary>Seconds until the server notices that a worker is gone. Default: 0.05.</summary>
    [Setting("Seconds until the server notices that a worker is gone", min: 0, max: MaxSeconds)]
    public double FailureDetectionSeconds { get; init; } = 0.05;

    /// <summary>Scheduled faults and changes. Default: nothing.</summary>
    [Setting("Scheduled faults and changes", maxLength: MaxScriptedInputs)]
    public IReadOnlyList<ScriptedInput> Script { get; init; } = [];

    /// <summary>Random faults. Default: nothing.</summary>
    [Setting("Random faults")]
    public SwarmSettings Swarm { get; init; } = new();

    /// <summary>Length of a game tick in seconds. Default: 0.001.</summary>
    [Setting("Length of a game tick in seconds", min: 1e-6, max: MaxSeconds)]
    public double TickSeconds { get; init; } = 0.001;

    /// <summary>A machine's measurements, in place of <see cref="Compute"/>'s and <see cref="Server"/>'s figures; null for none.</summary>
    [Setting("Measurements of a machine, which replace the figures of `compute` and `server`")]
    public Profile? Profile { get; init; }
}

/// <summary>The goal of a level.</summary>
/// <param name="Accuracy">The fraction of the test images that must be right after some epoch.</param>
/// <param name="Seconds">The virtual time in which it must be reached; 0 for any.</param>
public sealed record Goal(
    [property: Setting("Fraction of the test images that must be classified correctly", min: 0, max: 1)] double Accuracy,
    [property: Setting("Maximum virtual time to reach it; 0: no limit", min: 0, max: WorldSettings.MaxMoment)] double Seconds = 0);

/// <summary>
/// How long a part takes: (seconds a part + samples · (seconds a sample + FLOPs a sample / FLOP/s)) · law · stragglers. Where workers
/// take local steps, each step takes this long, and a part as long as all its steps.
/// </summary>
public sealed record ComputeSettings
{
    /// <summary>Seconds per part (in local and federated mode: per local step), whatever its size. Default: 0.</summary>
    [Setting("Seconds per part (in local and federated mode: per local step), whatever its size", min: 0, max: WorldSettings.MaxSeconds)]
    public double SecondsPerPart { get; init; }

    /// <summary>Seconds per sample. Default: 0.</summary>
    [Setting("Seconds per sample", min: 0, max: WorldSettings.MaxSeconds)]
    public double SecondsPerSample { get; init; }

    /// <summary>Floating-point operations a second; 0 leaves them out. Default: 20 GFLOP/s.</summary>
    [Setting("Floating-point operations per second; a sample takes as many operations as its network needs; 0: arithmetic takes no time",
        min: 1e3, max: 1e18, orZero: true)]
    public double FlopsPerSecond { get; init; } = 20e9;

    /// <summary>How times vary; drawn once for each part that is dealt, or local step. Default: not at all.</summary>
    [Setting("Distribution of compute times, drawn for each part or local step")]
    public Law Law { get; init; } = Law.Constant;

    /// <summary>Workers that are always slower than the others. Default: none.</summary>
    [Setting("Workers that are always slower than the others", maxLength: WorldSettings.MaxWorkers)]
    public IReadOnlyList<Straggler> Stragglers { get; init; } = [];

    /// <summary>Probability that a part, or local step, takes <see cref="SlowFactor"/> times as long. Default: 0.</summary>
    [Setting("Probability that a part or local step takes `slowFactor` times as long", min: 0, max: 1)]
    public double SlowShare { get; init; }

    /// <summary>See <see cref="SlowShare"/>. Default: 10.</summary>
    [Setting("Factor applied to the time of a slow part", min: WorldSettings.MinFactor, max: WorldSettings.MaxFactor)]
    public double SlowFactor { get; init; } = 10;
}

/// <summary>A worker that is slower than the others.</summary>
/// <param name="Worker">Its number.</param>
/// <param name="Factor">Times as long.</param>
public sealed record Straggler(
    [property: Setting("Worker number", min: 0, max: WorldSettings.MaxWorkers - 1)] int Worker,
    [property: Setting("Factor applied to its compute times", min: WorldSettings.MinFactor, max: WorldSettings.MaxFactor)] double Factor);

/// <summary>The parameter server's machine.</summary>
public sealed record ServerMachine
{
    /// <summary>Bytes a second of its network card, each way, all links together; 0 is infinite. Default: 0.</summary>
    [Setting("Bandwidth of the server's network card in each direction, shared by all links; 0: unlimited", min: 1000, max: 1e12, orZero: true)]
    public double BytesPerSecond { get; init; }

    /// <summary>Seconds per message sent or received. Default: 0.</summary>
    [Setting("Seconds per message sent or received", min: 0, max: 1)]
    public double SecondsPerMessage { get; init; }

    /// <summary>Seconds per parameter of each gradient received. Default: 0.</summary>
    [Setting("Seconds per parameter of each gradient received", min: 0, max: 1e-3)]
    public double SecondsPerGradientParameter { get; init; }

    /// <summary>Seconds per parameter of each step, for the average and the optimizer. Default: 0.</summary>
    [Setting("Seconds per parameter of each step, for the average and the optimizer", min: 0, max: 1e-3)]
    public double SecondsPerStepParameter { get; init; }
}

/// <summary>The links between the server and each worker, each direction.</summary>
public sealed record LinkSettings
{
    /// <summary>Default: 0.</summary>
    [Setting("Latency of a message, whatever its size", min: 0, max: WorldSettings.MaxSeconds)]
    public double LatencySeconds { get; init; }

    /// <summary>Upper bound of a uniform random addition to the latency. Default: 0.</summary>
    [Setting("Upper bound of a uniform random addition to the latency", min: 0, max: WorldSettings.MaxSeconds)]
    public double JitterSeconds { get; init; }

    /// <summary>0 is infinite. Default: 0.</summary>
    [Setting("Bandwidth; a link sends one message at a time; 0: unlimited", min: 1000, max: 1e12, orZero: true)]
    public double BytesPerSecond { get; init; }

    /// <summary>
    /// Bytes that may queue for a link; a message that finds the queue full is lost once and retransmitted; 0: no limit. Default: 0.
    /// </summary>
    [Setting("Bytes that may queue for a link; a message that finds the queue full is lost once and retransmitted; 0: no limit", min: 0)]
    public long QueueBytes { get; init; }

    /// <summary>
    /// Probability that a message is lost on its way. TCP sends it again, so that it arrives late, and what follows it waits. Default: 0.
    /// </summary>
    [Setting("Probability that a message is lost; TCP retransmits it, so it arrives late", min: 0, below: 1)]
    public double Loss { get; init; }

    /// <summary>
    /// Seconds after which a lost message is sent again, doubled for each further loss. Default: 0.2, the minimum retransmission
    /// timeout of Linux.
    /// </summary>
    [Setting("Seconds before a lost message is retransmitted; doubles with each further loss", min: 1e-6, max: WorldSettings.MaxSeconds)]
    public double ResendSeconds { get; init; } = 0.2;

    /// <summary>
    /// Probability that the connection breaks under a message, which is lost for good. The next message finds a new connection. Default: 0.
    /// </summary>
    [Setting("Probability that the connection breaks while it carries a message; that message is lost for good", min: 0, below: 1)]
    public double Break { get; init; }

    /// <summary>Probability that a message arrives twice. Default: 0.</summary>
    [Setting("Probability that a message arrives twice", min: 0, max: 1)]
    public double Duplication { get; init; }

    /// <summary>Probability that later messages may overtake a message. Default: 0.</summary>
    [Setting("Probability that later messages may overtake a message", min: 0, max: 1)]
    public double Reordering { get; init; }

    /// <summary>Maximum extra delay of such a message. Default: 0.01.</summary>
    [Setting("Maximum extra delay of such a message", min: 0, max: WorldSettings.MaxSeconds)]
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

/// <summary>Random faults: events of each kind come at a rate, to workers drawn at random.</summary>
public sealed record SwarmSettings
{
    /// <summary>Crashes per second, over all workers. Default: 0.</summary>
    [Setting("Crashes per second, over all workers", min: 1e-9, max: 1e3, orZero: true)]
    public double CrashesPerSecond { get; init; }

    /// <summary>Mean seconds until a crashed worker restarts. Default: 1.</summary>
    [Setting("Mean seconds until a crashed worker restarts", min: 1e-6, max: WorldSettings.MaxMoment)]
    public double DownSeconds { get; init; } = 1;

    /// <summary>Pauses per second, over all workers. Default: 0.</summary>
    [Setting("Pauses per second, over all workers", min: 1e-9, max: 1e3, orZero: true)]
    public double PausesPerSecond { get; init; }

    /// <summary>Mean length of a pause in seconds. Default: 1.</summary>
    [Setting("Mean length of a pause in seconds", min: 1e-6, max: WorldSettings.MaxMoment)]
    public double PauseSeconds { get; init; } = 1;

    /// <summary>Network cuts per second, over all workers. Default: 0.</summary>
    [Setting("Network cuts per second, over all workers", min: 1e-9, max: 1e3, orZero: true)]
    public double CutsPerSecond { get; init; }

    /// <summary>Mean seconds until a cut heals. Default: 1.</summary>
    [Setting("Mean seconds until a cut heals", min: 1e-6, max: WorldSettings.MaxMoment)]
    public double CutSeconds { get; init; } = 1;

    /// <summary>Slow-downs per second, over all workers. Default: 0.</summary>
    [Setting("Slow-downs per second, over all workers", min: 1e-9, max: 1e3, orZero: true)]
    public double SlowdownsPerSecond { get; init; }

    /// <summary>Factor applied to the compute times of a slowed worker. Default: 10.</summary>
    [Setting("Factor applied to the compute times of a slowed worker", min: WorldSettings.MinFactor, max: WorldSettings.MaxFactor)]
    public double SlowdownFactor { get; init; } = 10;

    /// <summary>Mean length of a slow-down in seconds. Default: 1.</summary>
    [Setting("Mean length of a slow-down in seconds", min: 1e-6, max: WorldSettings.MaxMoment)]
    public double SlowdownSeconds { get; init; } = 1;

    /// <summary>Virtual time at which all faults heal and no new ones occur; 0: never. Default: 0.</summary>
    [Setting("Virtual time at which all faults heal and no new ones occur; 0: never", min: 0, max: WorldSettings.MaxMoment)]
    public double UntilSeconds { get; init; }
}
