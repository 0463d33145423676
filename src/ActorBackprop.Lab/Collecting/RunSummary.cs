using System.Security.Cryptography;
using ActorBackprop.Configuration;
using ActorBackprop.Configuration.Levels;
using ActorBackprop.Lab.Experiments;
using ActorBackprop.Learning;
using ActorBackprop.Runs;
using ActorBackprop.Runs.Files;
using ActorBackprop.Runs.Storage;

namespace ActorBackprop.Lab.Collecting;

/// <summary>Settings and results of a run, read from its files.</summary>
public sealed record RunSummary
{
    /// <summary>The name: its directory, relative to the one that was searched.</summary>
    public required string Name { get; init; }

    /// <summary>Its settings.</summary>
    public required TrainingSettings Settings { get; init; }

    /// <summary>Its run.json.</summary>
    public required RunRecord Record { get; init; }

    /// <summary>Its epochs, in their order.</summary>
    public required IReadOnlyList<EpochMetrics> Epochs { get; init; }

    /// <summary>The title of its level; null for a run in real time.</summary>
    public string? World { get; init; }

    /// <summary>The SHA-256 of its world.json; null for a run in real time.</summary>
    public string? WorldSha256 { get; init; }

    /// <summary>
    /// The name of its level in its sweep, otherwise the title. Where runs of a set have different levels of the same name, it ends with a part
    /// of <see cref="WorldSha256"/>. Null for a run in real time.
    /// </summary>
    public string? LevelName { get; init; }

    /// <summary>The state.</summary>
    public RunState State => Record.ExitCode switch
    {
        (int)ExitCode.Ok => RunState.Finished,
        null or (int)ExitCode.HungUp or (int)ExitCode.Interrupted or (int)ExitCode.Quit or (int)ExitCode.Terminated => RunState.Unfinished,
        _ => RunState.Failed,
    };

    /// <summary>The state in words, and whether the run was resumed: finished, resumed.</summary>
    public string StateName => State.ToString().ToLowerInvariant() + (IsResumed ? ", resumed" : "");

    /// <summary>How it was run.</summary>
    public SweepHost Host => World is not null ? SweepHost.Simulate : Record.Sequential == true ? SweepHost.Sequential : SweepHost.Train;

    /// <summary>Where its times come from.</summary>
    public TimeKind Times => World is null ? TimeKind.Measured
        : Record.Validated == true ? TimeKind.Simulated
        : TimeKind.SimulatedBeyondTheValidatedRange;

    /// <summary>The last epoch; null before the first.</summary>
    public EpochMetrics? Last => Epochs.Count > 0 ? Epochs[^1] : null;

    /// <summary>The best fraction of the test images of all epochs; null before the first.</summary>
    public double? BestTestAccuracy => Epochs.Count > 0 ? Epochs.Max(epoch => epoch.TestAccuracy) : null;

    /// <summary>Whether it was resumed from a checkpoint: its times are those of several processes.</summary>
    public bool IsResumed => Record.ResumedFromStep > 0;

    /// <summary>Whether it ended because its parameters or gradients were no longer finite.</summary>
    public bool HasDiverged => Record.ExitCode == (int)ExitCode.Diverged;

    /// <summary>Samples trained on up to the end of each epoch, including samples of later epochs where epochs overlap.</summary>
    public IReadOnlyList<long> SamplesAt { get; private init; } = [];

    /// <summary>
    /// Seconds of training up to the end of each epoch, in virtual time for a simulated run. Samples that a killed process computed after the
    /// end of its last epoch were not timed; they count at the speed of the rest.
    /// </summary>
    public IReadOnlyList<double> SecondsAt { get; private init; } = [];

    /// <summary>Whether some samples were not timed, such as those of an epoch before a resume in its middle.</summary>
    public bool HasUntimedSamples { get; private init; }

    /// <summary>Bytes sent up to the end of each epoch: of gradients to the server, and of parameters to the workers.</summary>
    public IReadOnlyList<(long Upwards, long Downwards)> BytesAt { get; private init; } = [];

    /// <summary>
    /// Samples per second: over the whole of a simulated run; for a measured run without the first epoch of each process, in which the
    /// program warms up, if there is another one. Null where nothing was timed.
    /// </summary>
    public double? SamplesPerSecond { get; private init; }

    /// <summary>Seconds of the whole training, including before a resume; null before its end.</summary>
    public double? Seconds => IsResumed && Record.Seconds is not null && SecondsAt.Count > 0 ? SecondsAt[^1] : Record.Seconds;

    /// <summary>Samples of the whole training, including before a resume; null before its end.</summary>
    public long? Samples => IsResumed && Record.Samples is not null && SamplesAt.Count > 0 ? SamplesAt[^1] : Record.Samples;

    /// <summary>
    /// The mean number of steps between the parameters that a gradient was computed on and those it was applied to; null where it was not
    /// counted.
    /// </summary>
    public double? MeanStaleness
    {
        get
        {
            if (Record.Staleness is not { } counts || counts.Sum() is not (> 0 and var total)) return null;
            return counts.Index().Sum(one => (double)one.Index * one.Item) / total;
        }
    }

    /// <summary>Reads a run.</summary>
    /// <param name="path">Its directory.</param>
    /// <param name="name">Its name; null for its path.</param>
    /// <exception cref="RunDirectoryException">The directory is not a run's, or its files are damaged.</exception>
    /// <exception cref="RunIoException">The system refuses.</exception>
    public static RunSummary Open(string path, string? name = null)
    {
        var directory = RunDirectory.Open(path);
        var (record, epochs) = (directory.ReadRecord(), directory.Metrics.Read());
        var timeline = Timeline.Of(epochs, record, directory.IsSimulated);
        var title = directory.IsSimulated ? TitleOf(directory) : null;
        return new RunSummary
        {
            Name = name ?? path,
            Settings = SettingsOf(directory),
            Record = record,
            Epochs = epochs,
            World = title,
            LevelName = title,
            WorldSha256 = directory.IsSimulated ? HashOf(directory.WorldPath) : null,
            SamplesAt = timeline.SamplesAt,
            SecondsAt = timeline.SecondsAt,
            HasUntimedSamples = timeline.HasUntimedSamples,
            BytesAt = timeline.BytesAt,
            SamplesPerSecond = timeline.SamplesPerSecond,
        };
    }

    private static TrainingSettings SettingsOf(RunDirectory directory)
    {
        var path = directory.ConfigurationPath;
        if (!File.Exists(path)) throw new RunDirectoryException($"{path}: expected the settings of a run, found no such file.");
        try
        {
            return ResolvedConfiguration.FromJson(RunIo.Do("read", path, () => BoundedFile.ReadAllText(path)), path);
        }
        catch (ConfigurationException failure)
        {
            throw new RunDirectoryException(failure.Message);
        }
    }

    private static string HashOf(string path) =>
        Convert.ToHexStringLower(SHA256.HashData(RunIo.Do("read", path, () => File.ReadAllBytes(path))));

    private static string TitleOf(RunDirectory directory)
    {
        try
        {
            return Level.Find(directory.WorldPath).Title;
        }
        catch (ConfigurationException failure)
        {
            throw new RunDirectoryException(failure.Message);
        }
    }
}

/// <summary>The state of a run.</summary>
public enum RunState
{
    /// <summary>It has not ended: it waits, runs, or was killed or stopped.</summary>
    Unfinished,

    /// <summary>It has finished.</summary>
    Finished,

    /// <summary>It ended with an error, or could not start.</summary>
    Failed,
}

/// <summary>The values in which runs may differ: every setting, and how they were executed.</summary>
public static class RunValue
{
    /// <summary>The text of a setting that was left out and is derived from others.</summary>
    public const string ByDefault = "null";

    /// <summary>Returns the value of a key as text.</summary>
    public static string Of(RunSummary run, string key) => key switch
    {
        SweptSetting.Host => Names.Of(run.Host),
        SweptSetting.Level => run.LevelName ?? "none",
        SweptSetting.NoGradient => run.Record.NoGradient == true ? "true" : "false",
        _ => Setting.All.FirstOrDefault(setting => setting.Key == key)?.TextOf(run.Settings) ?? "none",
    };

    /// <summary>Returns the keys in which runs differ, except the seed.</summary>
    public static IReadOnlyList<string> Varied(IReadOnlyList<RunSummary> runs) =>
        [.. SweptSetting.Keys.Where(key => key != "seed" && runs.Select(run => Of(run, key)).Distinct().Count() > 1)];
}

/// <summary>Names of <see cref="TimeKind"/>.</summary>
public static class Times
{
    /// <summary>Returns the name for captions.</summary>
    public static string Name(this TimeKind kind) => kind switch
    {
        TimeKind.Measured => "measured",
        TimeKind.Simulated => "simulated",
        _ => "simulated beyond the validated range",
    };

    /// <summary>Returns the distinct names of some kinds: measured; simulated.</summary>
    public static string NamesOf(IEnumerable<TimeKind> kinds) => string.Join("; ", kinds.Distinct().Order().Select(Name));
}

/// <summary>Where the times of a run come from; stated wherever a time is shown.</summary>
public enum TimeKind
{
    /// <summary>Measured on a machine.</summary>
    Measured,

    /// <summary>Simulated from measurements of the same training.</summary>
    Simulated,

    /// <summary>Simulated with figures, links, distributions or faults that were not measured.</summary>
    SimulatedBeyondTheValidatedRange,
}
