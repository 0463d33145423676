using ActorBackprop.VirtualTime;

namespace ActorBackprop.Simulation.Worlds;

/// <summary>
/// The world a simulated training runs in. Nothing in it changes the weights of a synchronous training; all of it changes
/// how long they take. The default is a perfect network of workers that never vary.
/// </summary>
public sealed record WorldSettings
{
    /// <summary>What a level is called. Default: nothing.</summary>
    public string Title { get; init; } = "";

    /// <summary>What somebody who plays it is to reach; null where there is nothing to reach. Default: null.</summary>
    public Goal? Goal { get; init; }

    /// <summary>How fast the workers compute.</summary>
    public ComputeSettings Compute { get; init; } = new();

    /// <summary>The parameter server's machine.</summary>
    public ServerMachine Server { get; init; } = new();

    /// <summary>The links between the server and each worker, each direction.</summary>
    public LinkSettings Links { get; init; } = new();

    /// <summary>Seconds until the server learns that a worker is gone. Default: 0.05.</summary>
    public double FailureDetectionSeconds { get; init; } = 0.05;

    /// <summary>What goes wrong, and when. Default: nothing.</summary>
    public IReadOnlyList<ScriptedInput> Script { get; init; } = [];

    /// <summary>What goes wrong by chance. Default: nothing.</summary>
    public SwarmSettings Swarm { get; init; } = new();

    /// <summary>Seconds of a tick, the step of the game. Default: 0.001.</summary>
    public double TickSeconds { get; init; } = 0.001;

    /// <summary>A machine's measurements, in place of <see cref="Compute"/>'s and <see cref="Server"/>'s figures; null for none.</summary>
    public Profile? Profile { get; init; }
}

/// <summary>What somebody who plays a level is to reach.</summary>
/// <param name="Accuracy">Fraction of the test images that must be right after some epoch.</param>
/// <param name="Seconds">Virtual time in which; 0 for any.</param>
public sealed record Goal(double Accuracy, double Seconds);

/// <summary>
/// How long a part takes: (seconds a part + samples · (seconds a sample + FLOPs a sample / FLOP/s)) · law · stragglers. Where workers
/// take local steps, each of them takes so long, and a part as long as all of them.
/// </summary>
public sealed record ComputeSettings
{
    /// <summary>Seconds of each part, or local step, whatever its size. Default: 0.</summary>
    public double SecondsPerPart { get; init; }

    /// <summary>Seconds of each sample. Default: 0.</summary>
    public double SecondsPerSample { get; init; }

    /// <summary>Floating-point operations a second; 0 leaves them out. Default: 20 GFLOP/s.</summary>
    public double FlopsPerSecond { get; init; } = 20e9;

    /// <summary>How times vary; drawn once for each part that is dealt, or local step. Default: not at all.</summary>
    public Law Law { get; init; } = Law.Constant;

    /// <summary>Workers that are slower than the others, always. Default: none.</summary>
    public IReadOnlyList<Straggler> Stragglers { get; init; } = [];

    /// <summary>Probability that a part, or local step, takes <see cref="SlowFactor"/> times as long. Default: 0.</summary>
    public double SlowShare { get; init; }

    /// <summary>See <see cref="SlowShare"/>. Default: 10.</summary>
    public double SlowFactor { get; init; } = 10;
}

/// <summary>A worker that is slower than the others.</summary>
/// <param name="Worker">Its number.</param>
/// <param name="Factor">Times as long.</param>
public sealed record Straggler(int Worker, double Factor);

/// <summary>The parameter server's machine.</summary>
public sealed record ServerMachine
{
    /// <summary>Bytes a second of its network card, each way, all links together; 0 is infinite. Default: 0.</summary>
    public double BytesPerSecond { get; init; }

    /// <summary>Seconds of each message it sends or gets. Default: 0.</summary>
    public double SecondsPerMessage { get; init; }

    /// <summary>Seconds of each parameter of each gradient it gets. Default: 0.</summary>
    public double SecondsPerGradientParameter { get; init; }

    /// <summary>Seconds of each parameter of a step: the average and the optimizer. Default: 0.</summary>
    public double SecondsPerStepParameter { get; init; }
}

/// <summary>The links between the server and each worker, each direction.</summary>
public sealed record LinkSettings
{
    /// <summary>Default: 0.</summary>
    public double LatencySeconds { get; init; }

    /// <summary>On top of the latency, uniformly from nothing to this. Default: 0.</summary>
    public double JitterSeconds { get; init; }

    /// <summary>0 is infinite. Default: 0.</summary>
    public double BytesPerSecond { get; init; }

    /// <summary>Bytes that may wait for a link, a message that finds more is lost once; 0 is no limit. Default: 0.</summary>
    public long QueueBytes { get; init; }

    /// <summary>
    /// Probability that a message is lost on its way. TCP sends it again, so that it arrives late, and what follows it waits. Default: 0.
    /// </summary>
    public double Loss { get; init; }

    /// <summary>
    /// Seconds after which a lost message is sent again, doubled each time it is lost once more. Default: 0.2, the least retransmission
    /// timeout of Linux.
    /// </summary>
    public double ResendSeconds { get; init; } = 0.2;

    /// <summary>
    /// Probability that the connection breaks under a message, which is lost for good. The next message finds a new connection. Default: 0.
    /// </summary>
    public double Break { get; init; }

    /// <summary>Probability that a message arrives twice. Default: 0.</summary>
    public double Duplication { get; init; }

    /// <summary>Probability that a message may be overtaken. Default: 0.</summary>
    public double Reordering { get; init; }

    /// <summary>Most that such a message comes later. Default: 0.01.</summary>
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
    public double CrashesPerSecond { get; init; }

    /// <summary>Mean seconds until a crashed worker is back. Default: 1.</summary>
    public double DownSeconds { get; init; } = 1;

    /// <summary>Pauses a second, all workers together. Default: 0.</summary>
    public double PausesPerSecond { get; init; }

    /// <summary>Mean seconds of a pause. Default: 1.</summary>
    public double PauseSeconds { get; init; } = 1;

    /// <summary>Cuts a second, all workers together. Default: 0.</summary>
    public double CutsPerSecond { get; init; }

    /// <summary>Mean seconds until a cut heals. Default: 1.</summary>
    public double CutSeconds { get; init; } = 1;

    /// <summary>Slow-downs a second, all workers together. Default: 0.</summary>
    public double SlowdownsPerSecond { get; init; }

    /// <summary>How much longer a slowed worker's parts take. Default: 10.</summary>
    public double SlowdownFactor { get; init; } = 10;

    /// <summary>Mean seconds of a slow-down. Default: 1.</summary>
    public double SlowdownSeconds { get; init; } = 1;

    /// <summary>After so many seconds everything heals and nothing goes wrong any more; 0 is never. Default: 0.</summary>
    public double UntilSeconds { get; init; }
}
