using System.Reflection;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Text.Json.Serialization;
using ActorBackprop.Actors.Messages;

namespace ActorBackprop.Runs.Files;

/// <summary>The content of run.json: what ran, where and when. For a resumed run, the last time. Properties that are null are omitted.</summary>
public sealed record RunRecord
{
    /// <summary>The version of the format.</summary>
    public int Schema { get; } = 1;

    /// <summary>The version of the program, with the commit if the build knew it.</summary>
    public string Version { get; init; } =
        typeof(RunRecord).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "unknown";

    /// <summary>The arguments of the command line.</summary>
    public required IReadOnlyList<string> Argv { get; init; }

    /// <summary>The run's seed.</summary>
    public required ulong Seed { get; init; }

    /// <summary>The steps completed when the run began: 0, or those of the checkpoint.</summary>
    public required long ResumedFromStep { get; init; }

    /// <summary>The number of logical processors.</summary>
    public int Cores { get; init; } = Environment.ProcessorCount;

    /// <summary>The version of .NET.</summary>
    public string Framework { get; init; } = RuntimeInformation.FrameworkDescription;

    /// <summary>The operating system.</summary>
    public string OperatingSystem { get; init; } = RuntimeInformation.OSDescription;

    /// <summary>The architecture of the processor: X64.</summary>
    public string Architecture { get; init; } = RuntimeInformation.ProcessArchitecture.ToString();

    /// <summary>The width of the vectors .NET uses, in bits; the weights do not depend on it.</summary>
    public int VectorBits { get; init; } =
        Vector512.IsHardwareAccelerated ? 512 : Vector256.IsHardwareAccelerated ? 256 : Vector128.IsHardwareAccelerated ? 128 : 0;

    /// <summary>When the run began, in local time with its offset.</summary>
    public required DateTimeOffset Started { get; init; }

    /// <summary>When the run ended; null while it runs, and after it was killed.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public DateTimeOffset? Ended { get; init; }

    /// <summary>The exit code of the process; null like <see cref="Ended"/>.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public int? ExitCode { get; init; }

    /// <summary>True for a run without actors, on one thread; null otherwise.</summary>
    public bool? Sequential { get; init; }

    /// <summary>The types of the custom parts: "cost Huber"; null for none.</summary>
    public string? Own { get; init; }

    /// <summary>The seconds from the first assigned part to the last step, in virtual time if simulated; known at the end.</summary>
    public double? Seconds { get; init; }

    /// <summary>The steps completed, including those before a resume; known at the end.</summary>
    public long? Steps { get; init; }

    /// <summary>The samples trained on in these seconds.</summary>
    public long? Samples { get; init; }

    /// <summary>The bytes of gradients the server received in these seconds; null without actors.</summary>
    public long? BytesUpwards { get; init; }

    /// <summary>The bytes of parameters sent to workers in these seconds; null without actors.</summary>
    public long? BytesDownwards { get; init; }

    /// <summary>The number of gradients with each staleness, from 0; null in synchronous modes.</summary>
    public IReadOnlyList<long>? Staleness { get; init; }

    /// <summary>
    /// The number of residuals of compressed gradients lost with worker processes that ended; the weights depend on when they ended. Null for
    /// none.
    /// </summary>
    public int? ResidualsLost { get; init; }

    /// <summary>The number of parts dropped or cancelled; null for none.</summary>
    public long? PartsDropped { get; init; }

    /// <summary>How the workers' time was spent; null without actors.</summary>
    public TimeSplit? Time { get; init; }

    /// <summary>Why the run did not complete.</summary>
    public string? Why { get; init; }

    /// <summary>The hash of the last parameters; null like <see cref="Ended"/>, or without gradients.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public string? WeightsSha256 { get; init; }

    /// <summary>For a simulated run, whether only the protocol ran. Null for other runs, like all properties below.</summary>
    public bool? NoGradient { get; init; }

    /// <summary>The last hash of the event log's chain.</summary>
    public string? EventsSha256 { get; init; }

    /// <summary>The number of events.</summary>
    public long? Events { get; init; }

    /// <summary>The virtual time at the end, in seconds.</summary>
    public double? VirtualSeconds { get; init; }

    /// <summary>How often each kind of fault happened; kinds that did not happen are omitted.</summary>
    public IReadOnlyDictionary<string, long>? Faults { get; init; }

    /// <summary>Whether the times are based on measurements of the same training.</summary>
    public bool? Validated { get; init; }

    /// <summary>For a stopped simulation, the number of events handled before; with <see cref="StoppedAt"/>, the exact position.</summary>
    public long? StoppedAtTurn { get; init; }

    /// <summary>For a stopped simulation, the virtual time of the stop, in seconds.</summary>
    public decimal? StoppedAt { get; init; }
}

/// <summary>How the workers' time was spent, as fractions that add up to 1.</summary>
/// <param name="Compute">Backpropagation.</param>
/// <param name="Wire">A part or its gradient was in flight, or in a queue.</param>
/// <param name="Wait">The worker was idle: other workers were still computing, or the server took its step.</param>
public sealed record TimeSplit(double Compute, double Wire, double Wait)
{
    /// <summary>Returns the split of a training; null where nothing was measured, as without actors.</summary>
    public static TimeSplit? Of(TrainingStatistics statistics)
    {
        var all = statistics.Elapsed * statistics.Workers.Count;
        if (all <= TimeSpan.Zero) return null;
        double Fraction(Func<WorkerStatistics, TimeSpan> time) => Math.Clamp(statistics.Workers.Sum(worker => time(worker) / all), 0, 1);
        var (compute, roundTrip) = (Fraction(worker => worker.Compute), Fraction(worker => worker.RoundTrip));
        return new TimeSplit(compute, Math.Max(0, roundTrip - compute), Math.Max(0, 1 - Math.Max(roundTrip, compute)));
    }
}
