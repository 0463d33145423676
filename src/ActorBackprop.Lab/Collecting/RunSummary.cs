using System.Text;
using ActorBackprop.Lab.Experiments;
using ActorBackprop.Runs.Configuration;
using ActorBackprop.Runs.Configuration.Levels;
using ActorBackprop.Runs.Output;
using ActorBackprop.Runs.Training;

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

    /// <summary>The title of the world it was simulated in; null where it was not.</summary>
    public string? World { get; init; }

    /// <summary>How far it has come.</summary>
    public RunState State => Record.ExitCode switch
    {
        (int)ExitCode.Ok => RunState.Finished,
        null or (int)ExitCode.Interrupted or (int)ExitCode.Terminated => RunState.Unfinished,
        _ => RunState.Failed,
    };

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

    /// <summary>Samples of an epoch; 0 where none was timed. An epoch that was gone on with in its middle tells too few.</summary>
    public long SamplesPerEpoch { get; private init; }

    /// <summary>
    /// Seconds up to the end of each epoch, in virtual time where it was simulated; of one that was not timed, by the others'
    /// speed.
    /// </summary>
    public IReadOnlyList<double> SecondsAt { get; private init; } = [];

    /// <summary>
    /// Samples a second: the median of its epochs without the first, in which a program warms up; the first where there is no
    /// other, and without epochs what the whole run came to. Null where nothing was timed.
    /// </summary>
    public double? SamplesPerSecond { get; private init; }

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
        var samples = epochs.Count > 0 ? epochs.Max(epoch => (long)Math.Round(epoch.SamplesPerSecond * epoch.Seconds)) : 0;
        return new RunSummary
        {
            Name = name ?? path,
            Settings = SettingsOf(directory),
            Record = record,
            Epochs = epochs,
            World = directory.IsSimulated ? WorldOf(directory) : null,
            SamplesPerEpoch = samples,
            SecondsAt = [.. Pace.SecondsAt(epochs, samples)],
            SamplesPerSecond = Pace.Of(epochs) ?? (record is { Seconds: > 0 and var seconds, Samples: { } all } ? all / seconds : null),
        };
    }

    private static TrainingSettings SettingsOf(RunDirectory directory)
    {
        var path = directory.ConfigurationPath;
        if (!File.Exists(path)) throw new RunDirectoryException($"{path}: expected the settings of a run, found no such file.");
        try
        {
            return ResolvedConfiguration.FromJson(File.ReadAllText(path, Encoding.UTF8), path);
        }
        catch (ConfigurationException failure)
        {
            throw new RunDirectoryException(failure.Message);
        }
    }

    private static string WorldOf(RunDirectory directory)
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
