using ActorBackprop.Configuration;
using ActorBackprop.Learning.Data;
using ActorBackprop.Learning.Networks;
using ActorBackprop.Learning.Training;
using ActorBackprop.Runs.Checkpoints;
using ActorBackprop.Runs.Files;
using ActorBackprop.Runs.Storage;

namespace ActorBackprop.Runs.Training;

/// <summary>The trained network of a run, for inspection; the run's directory is not changed.</summary>
public sealed record TrainedNetwork
{
    private TrainedNetwork()
    {
    }

    /// <summary>The network.</summary>
    public required Network Network { get; init; }

    /// <summary>The parameters in memory order, <see cref="Network.ParameterLength"/> floats.</summary>
    public required float[] Parameters { get; init; }

    /// <summary>The settings it was trained with.</summary>
    public required TrainingSettings Settings { get; init; }

    /// <summary>The steps completed.</summary>
    public required long Steps { get; init; }

    /// <summary>The hash of the training samples: <see cref="DataSets.Sha256"/>.</summary>
    public required string DataSha256 { get; init; }

    /// <summary>The format of the training samples; null in files of older versions.</summary>
    public InputFormat? NotedInputs { get; init; }

    /// <summary>The directory of the run, as the user named it.</summary>
    public required string Directory { get; init; }

    /// <summary>A sentence for each later, unusable checkpoint; usually none.</summary>
    public required IReadOnlyList<string> Refused { get; init; }

    /// <summary>A copy of the parameters in canonical order, <see cref="Network.ParameterCount"/> floats.</summary>
    public float[] CanonicalParameters => CanonicalOrder.FromMemory(Network, Parameters);

    /// <summary>Opens the latest usable checkpoint of a run.</summary>
    /// <param name="runDirectory">The run's directory.</param>
    /// <exception cref="RunDirectoryException">It does not exist, or is not a run's.</exception>
    /// <exception cref="CheckpointException">It has no usable checkpoint.</exception>
    /// <exception cref="ConfigurationException">The checkpoint's configuration is invalid.</exception>
    /// <exception cref="RunIoException">A file cannot be read.</exception>
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

    /// <summary>Returns the format of the training samples; reads them where the checkpoint does not have it.</summary>
    /// <exception cref="RunException">The data have changed.</exception>
    /// <exception cref="DataFileException">A data file is invalid.</exception>
    public InputFormat Inputs() => NotedInputs ?? InputFormat.Of(Prepare().Data.Training);

    /// <summary>Returns the plan of the run and its data.</summary>
    /// <param name="data">The directory of other data; null for the training data.</param>
    /// <exception cref="RunException">
    /// The data have changed, or the samples of <paramref name="data"/> have another format.
    /// </exception>
    /// <exception cref="ConfigurationException">The network does not fit the data.</exception>
    /// <exception cref="DataFileException">A data file is invalid.</exception>
    public (TrainingPlan Plan, DataSets Data) Prepare(string? data = null)
    {
        var prepared = TrainingRun.Prepare(data is null ? Settings : Settings with { Data = data });
        if (data is null && prepared.Data.Sha256 != DataSha256)
            throw new RunException(ExitCode.Incompatible, $"{Directory} was trained on other data (SHA-256 {Shown.Hash(DataSha256)}, "
                + $"found {Shown.Hash(prepared.Data.Sha256)}).", RunFault.TrainedOnOtherData);
        if (data is not null && NotedInputs?.DifferenceTo(InputFormat.Of(prepared.Data.Test)) is { } difference)
            throw new RunException(ExitCode.Incompatible,
                $"{data}: {Directory} was trained on {difference}; prepare them like those it was trained on.");
        return prepared;
    }

    private static TrainingSettings SettingsOf(string json) => ResolvedConfiguration.FromJson(json, "the checkpoint's configuration");
}
