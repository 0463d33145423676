using ActorBackprop.Learning.Data;
using ActorBackprop.Learning.Networks;
using ActorBackprop.Learning.Training;

namespace ActorBackprop.Runs.Checkpoints;

/// <summary>Everything a training needs to go on to the bits of the undisturbed run.</summary>
/// <param name="Network">What the snapshot's arrays belong to.</param>
/// <param name="Snapshot">Steps, parameters, optimizer state and the unfinished epoch's sums.</param>
/// <param name="Seed">The run's seed; with the steps it says where every shuffle stands.</param>
/// <param name="ConfigurationJson">The resolved configuration, the text as saved with the run.</param>
/// <param name="DataSha256">The fingerprint of the samples it is trained on.</param>
public sealed record Checkpoint(
    Network Network, TrainingSnapshot Snapshot, ulong Seed, string ConfigurationJson, string DataSha256)
{
    /// <summary>What the samples are like; null in files of versions that did not note it. Default: null.</summary>
    public InputFormat? Inputs { get; init; }
}
