using System.Security.Cryptography;
using ActorBackprop.Configuration.Levels;
using ActorBackprop.Configuration;
using ActorBackprop.Lab.Experiments;
using ActorBackprop.Learning;
using ActorBackprop.Runs.Files;
using ActorBackprop.Runs.Storage;
using ActorBackprop.Runs;

namespace ActorBackprop.Lab.Collecting;

/// <summary>What a run left, read; nothing here writes.</summary>
public sealed record RunSummary
{
    /// <summary>What it is called: its directory, seen from where it was looked for.</summary>
    public required string Name { get; init; }

    /// <summary>Its settings.</summary>
    public required TrainingSettings Settings { get; init; }

    /// <summary>Its run.json.</summary>
    public required RunRecord Record { get; init; }

    /// <summary>Its epochs, in their order.</summary>
    public required IReadOnlyList<EpochMetrics> Epochs { get; init; }

    /// <summary>The title of the level it was simulated in; null where it was not.</summary>
    public string? World { get; init; }

    /// <summary>The SHA-256 of its world.json; null where it was not simulated.</summary>
    public string? WorldSha256 { get; init; }

    /// <summary>
    /// The name of its level: as its sweep has it, else the title. Where runs of a set have different levels of one name, a part of
    /// <see cref="WorldSha256"/> is added. Null where it was not simulated.
    /// </summary>
    public string? LevelName { get; init; }

    /// <summary>How far it has come.</summary>
    public RunState State => Record.ExitCode switch
    {
        (int)ExitCode.Ok => RunState.Finished,
        null or (int)ExitCode.HungUp or (int)ExitCode.Interrupted or (int)ExitCode.Quit or (int)ExitCode.Terminated => RunState.Unfinished,
        _ => RunState.Failed,
    };

    /// <summary>Its state in words, with what its times depend on: finished, resumed.</summary>
    public string StateName => State.ToString().ToLowerInvariant() + (IsResumed ? ", resumed" : "");

    /// <summary>How it was run.</summary>
    public SweepHost Host => World is not null ? SweepHost.Simulate : Record.Sequential == true ? SweepHost.Sequential : SweepHost.Train;

    /// <summary>What its times are worth.</summary>
    public TimeKind Times => World is null ? TimeKind.Measured
        : Record.Validated == true ? TimeKind.Simulated
        : TimeKind.SimulatedBeyondTheValidatedRange;

    /// <summary>The last epoch; null before the first.</summary>
    public EpochMetrics? Last => Epochs.Count > 0 ? Epochs[^1] : null;

    /// <summary>The best fraction of the test images of all epochs; null before the first.</summary>
    public double? BestTestAccuracy => Epochs.Count > 0 ? Epochs.Max(epoch => epoch.TestAccuracy) : null;

    /// <summary>Whether it was resumed from a checkpoint: its times are those of several processes.</summary>
    public bool IsResumed => Record.ResumedFromStep > 0;

    /// <summary>Whether it ended since its parameters or gradients were no longer finite.</summary>
    public bool HasDiverged => Record.ExitCode == (int)ExitCode.Diverged;

    /// <summary>Samples trained on up to the end of each epoch. Where epochs overlap, samples of later epochs are among them.</summary>
    public IReadOnlyList<long> SamplesAt { get; private init; } = [];

    /// <summary>
    /// Seconds of training up to the end of each epoch, in virtual time where it was simulated. What a process that was killed
    /// computed since the last epoch's end was not timed, and counts at the speed of the rest.
    /// </summary>
    public IReadOnlyList<double> SecondsAt { get; private init; } = [];

    /// <summary>Whether some samples were not timed, as those of an epoch before it was resumed in its middle.</summary>
    public bool HasUntimedSamples { get; private init; }

    /// <summary>Bytes sent up to the end of each epoch: of gradients to the server, and of parameters to the workers.</summary>
    public IReadOnlyList<(long Upwards, long Downwards)> BytesAt { get; private init; } = [];

    /// <summary>
    /// Samples divided by seconds. Of a simulated run, all of them; of a measured one, without the first epoch of each of its
    /// processes, in which the program warms up, as long as there is another. Null where nothing was timed.
    /// </summary>
    public double? SamplesPerSecond { get; private init; }

    /// <summary>Seconds of the whole training, before a resume too; null before its end.</summary>
    public double? Seconds => IsResumed && Record.Seconds is not null && SecondsAt.Count > 0 ? SecondsAt[^1] : Record.Seconds;

    /// <summary>Samples of the whole training, before a resume too; null before its end.</summary>
    public long? Samples => IsResumed && Record.Samples is not null && SamplesAt.Count > 0 ? SamplesAt[^1] : Record.Samples;

    /// <summary>
    /// Steps between the parameters that a gradient was computed on and those it was applied to, on average over the run's
    /// gradients; null where they were not counted.
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
    /// <param name="name">What it is called; null for its path.</param>
    /// <exception cref="RunDirectoryException">It is no run's, or its files are not what they should be.</exception>
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

/// <summary>How far a run has come.</summary>
public enum RunState
{
    /// <summary>It has not come to an end: it waits, runs, or was killed or stopped.</summary>
    Unfinished,

    /// <summary>It has come to its end.</summary>
    Finished,

    /// <summary>It has ended otherwise, or could not begin.</summary>
    Failed,
}

/// <summary>The values that runs may differ in: every setting, and how they were run.</summary>
public static class RunValue
{
    /// <summary>The text of a setting that was left out, and is derived from others.</summary>
    public const string ByDefault = "null";

    /// <summary>The value of a key as text.</summary>
    public static string Of(RunSummary run, string key) => key switch
    {
        SweptSetting.Host => Names.Of(run.Host),
        SweptSetting.Level => run.LevelName ?? "none",
        SweptSetting.NoGradient => run.Record.NoGradient == true ? "true" : "false",
        _ => Setting.All.FirstOrDefault(setting => setting.Key == key)?.TextOf(run.Settings) ?? "none",
    };

    /// <summary>The keys in which some runs differ, the seed not among them.</summary>
    public static IReadOnlyList<string> Varied(IReadOnlyList<RunSummary> runs) =>
        [.. SweptSetting.Keys.Where(key => key != "seed" && runs.Select(run => Of(run, key)).Distinct().Count() > 1)];
}
