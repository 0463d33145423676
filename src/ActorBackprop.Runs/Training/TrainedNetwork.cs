using ActorBackprop.Configuration;
using ActorBackprop.Learning.Data;
using ActorBackprop.Learning.Networks;
using ActorBackprop.Learning.Training;
using ActorBackprop.Runs.Checkpoints;
using ActorBackprop.Runs.Files;
using ActorBackprop.Runs.Storage;

namespace ActorBackprop.Runs.Training;

/// <summary>What a run has learnt, opened to be looked at: nothing here writes to the run's directory.</summary>
public sealed record TrainedNetwork
{
    private TrainedNetwork()
    {
    }

    /// <summary>The network.</summary>
    public required Network Network { get; init; }

    /// <summary>In memory order, <see cref="Network.ParameterLength"/> floats.</summary>
    public required float[] Parameters { get; init; }

    /// <summary>The settings it was trained with.</summary>
    public required TrainingSettings Settings { get; init; }

    /// <summary>Steps it was trained for.</summary>
    public required long Steps { get; init; }

    /// <summary>The fingerprint of the samples it was trained on: <see cref="DataSets.Sha256"/>.</summary>
    public required string DataSha256 { get; init; }

    /// <summary>What those samples are like; null where the version that trained it did not note it.</summary>
    public InputFormat? NotedInputs { get; init; }

    /// <summary>The directory of the run, as it was named.</summary>
    public required string Directory { get; init; }

    /// <summary>A sentence for each newer checkpoint that had to be passed over; mostly none.</summary>
    public required IReadOnlyList<string> Refused { get; init; }

    /// <summary>In canonical order, <see cref="Network.ParameterCount"/> floats; a copy.</summary>
    public float[] CanonicalParameters => CanonicalOrder.FromMemory(Network, Parameters);

    /// <summary>Opens the newest usable checkpoint of a run.</summary>
    /// <param name="runDirectory">The run's directory.</param>
    /// <exception cref="RunDirectoryException">It is absent, or not a run's.</exception>
    /// <exception cref="CheckpointException">It has no usable checkpoint.</exception>
    /// <exception cref="ConfigurationException">The checkpoint's configuration is none.</exception>
    /// <exception cref="RunIoException">The system refuses.</exception>
    public static TrainedNetwork Open(string runDirectory)
    {
        var loaded = RunDirectory.Open(runDirectory).Checkpoints.LoadLatest(json => SettingsOf(json).ToNetwork());
        var checkpoint = loaded.Checkpoint;
        return new TrainedNetwork
        {
            Network = checkpoint.Network,
            Parameters = checkpoint.Snapshot.Parameters,
            Settings = SettingsOf(checkpoint.ConfigurationJson),
            Steps = checkpoint.Snapshot.Steps,
            DataSha256 = checkpoint.DataSha256,
            NotedInputs = checkpoint.Inputs,
            Directory = runDirectory,
            Refused = loaded.Refused,
        };
    }

    /// <summary>Returns what the samples are like that it was trained on; where that is not noted, it is measured on them.</summary>
    /// <exception cref="RunException">It is not noted, and what is there now is not what it was trained on.</exception>
    /// <exception cref="DataFileException">It is not noted, and a data file is bad.</exception>
    public InputFormat Inputs() => NotedInputs ?? InputFormat.Of(Prepare().Data.Training);

    /// <summary>The plan of the run and its data.</summary>
    /// <param name="data">The directory of other data; null for those it was trained on, wherever its settings say they are.</param>
    /// <exception cref="RunException">
    /// Without <paramref name="data"/>: what is there now is not what it was trained on. With it: those samples are of another kind.
    /// </exception>
    /// <exception cref="ConfigurationException">The network does not fit the data.</exception>
    /// <exception cref="DataFileException">A data file is bad.</exception>
    public (TrainingPlan Plan, DataSets Data) Prepare(string? data = null)
    {
        var prepared = TrainingRun.Prepare(data is null ? Settings : Settings with { Data = data });
        if (data is null && prepared.Data.Sha256 != DataSha256)
            throw new RunException(ExitCode.Incompatible, $"{Directory} was trained on other data (SHA-256 {Shown.Hash(DataSha256)}, "
                + $"found {Shown.Hash(prepared.Data.Sha256)}).", RunFault.TrainedOnOtherData);
        if (data is not null && NotedInputs?.DifferenceTo(InputFormat.Of(prepared.Data.Test)) is { } difference)
            throw new RunException(ExitCode.Incompatible,
                $"{data}: {Directory} was trained on {difference}; prepare them as those it was trained on.");
        return prepared;
    }

    private static TrainingSettings SettingsOf(string json) => ResolvedConfiguration.FromJson(json, "the checkpoint's configuration");
}
