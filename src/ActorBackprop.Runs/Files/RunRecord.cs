using System.Reflection;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Text.Json.Serialization;
using ActorBackprop.Actors.Messages;

namespace ActorBackprop.Runs.Files;

/// <summary>A run's run.json: who ran what, where and when. Of a run that was gone on with, it tells the last time.</summary>
public sealed record RunRecord
{
    /// <summary>The version of this record.</summary>
    public int Schema { get; } = 1;

    /// <summary>The program's version, with the commit where the build knew it.</summary>
    public string Version { get; init; } =
        typeof(RunRecord).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "unknown";

    /// <summary>The command line's arguments.</summary>
    public required IReadOnlyList<string> Argv { get; init; }

    /// <summary>The run's seed.</summary>
    public required ulong Seed { get; init; }

    /// <summary>Steps that were completed when the run began: 0, or the checkpoint's.</summary>
    public required long ResumedFromStep { get; init; }

    /// <summary>Logical processors of the machine.</summary>
    public int Cores { get; init; } = Environment.ProcessorCount;

    /// <summary>The .NET that ran it.</summary>
    public string Framework { get; init; } = RuntimeInformation.FrameworkDescription;

    /// <summary>The operating system.</summary>
    public string OperatingSystem { get; init; } = RuntimeInformation.OSDescription;

    /// <summary>The processor's architecture, as in X64.</summary>
    public string Architecture { get; init; } = RuntimeInformation.ProcessArchitecture.ToString();

    /// <summary>Bits of the widest vectors .NET uses here; the weights do not depend on it.</summary>
    public int VectorBits { get; init; } =
        Vector512.IsHardwareAccelerated ? 512 : Vector256.IsHardwareAccelerated ? 256 : Vector128.IsHardwareAccelerated ? 128 : 0;

    /// <summary>When it began, local time with its offset.</summary>
    public required DateTimeOffset Started { get; init; }

    /// <summary>When it ended; null while it runs, and for ever when it was killed.</summary>
    public DateTimeOffset? Ended { get; init; }

    /// <summary>What the process ended with; null as <see cref="Ended"/>.</summary>
    public int? ExitCode { get; init; }

    /// <summary>Whether it ran without actors, on one thread; left out where it did not.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public bool? Sequential { get; init; }

    /// <summary>The types of what a program gave it of its own, as in "cost Huber"; left out where it gave none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Own { get; init; }

    /// <summary>Of a run that ended: seconds from the first part dealt to the last step, in virtual time where it was simulated.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? Seconds { get; init; }

    /// <summary>Of a run that ended: steps completed, those before a resume included.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public long? Steps { get; init; }

    /// <summary>Of a run that ended: samples trained on in these seconds.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public long? Samples { get; init; }

    /// <summary>Of a run by actors that ended: bytes of the gradients that came to the server in these seconds.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public long? BytesUpwards { get; init; }

    /// <summary>Of a run by actors that ended: bytes of the parameters that went to the workers in these seconds.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public long? BytesDownwards { get; init; }

    /// <summary>Of a run that ended, in a mode that does not wait for all: how many gradients had which staleness, from 0.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<long>? Staleness { get; init; }

    /// <summary>
    /// Of a run in several processes that compresses with residuals, where a process took some with it: how many. Its weights depend on
    /// when that was. Left out where none is lost.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? ResidualsLost { get; init; }

    /// <summary>Of a run that ended, in a mode that drops late parts: how many it dropped or cancelled.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public long? PartsDropped { get; init; }

    /// <summary>Of a run by actors that ended: where its workers' time went.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public TimeSplit? Time { get; init; }

    /// <summary>Of a run that did not complete: why.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Why { get; init; }

    /// <summary>Fingerprint of the last parameters; null as <see cref="Ended"/>, or when there are none.</summary>
    public string? WeightsSha256 { get; init; }

    /// <summary>Of a simulated run: whether the protocol ran alone. Left out of the others' records, as all that follows.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public bool? NoGradient { get; init; }

    /// <summary>Of a simulated run that ended: the end of the event log's chain of hashes.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? EventsSha256 { get; init; }

    /// <summary>Of a simulated run that ended: its events.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public long? Events { get; init; }

    /// <summary>Of a simulated run that ended: seconds of virtual time.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? VirtualSeconds { get; init; }

    /// <summary>Of a simulated run that ended: how often each kind of fault happened; kinds that did not are left out.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyDictionary<string, long>? Faults { get; init; }

    /// <summary>Of a simulated run that ended: whether its times rest on measurements of this very training.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public bool? Validated { get; init; }

    /// <summary>Of a simulated run that was stopped: the happenings before, with <see cref="StoppedAt"/> the exact place.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public long? StoppedAtTurn { get; init; }

    /// <summary>Of a simulated run that was stopped: the seconds of virtual time it was stopped at.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
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
