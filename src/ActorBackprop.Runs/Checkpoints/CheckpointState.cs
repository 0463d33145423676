using System.Text.Json.Serialization;
using ActorBackprop.Learning.Data;
using ActorBackprop.Learning.Training;

namespace ActorBackprop.Runs.Checkpoints;

/// <summary>What a checkpoint holds beside its tensors and its configuration.</summary>
/// <param name="Steps">Steps completed.</param>
/// <param name="Epoch">Sums over the unfinished epoch.</param>
/// <param name="Seed">The run's seed.</param>
/// <param name="OptimizerArrays">Arrays of optimizer state behind the parameters.</param>
/// <param name="DataSha256">The fingerprint of the samples.</param>
internal sealed record CheckpointState(long Steps, EpochTotals Epoch, ulong Seed, int OptimizerArrays, string DataSha256)
{
    /// <summary>Arrays of residuals behind those of the optimizer. Default, and in files of programs that knew none: 0.</summary>
    public int ResidualArrays { get; init; }

    /// <summary>See <see cref="TrainingSnapshot.Position"/>; null in synchronous modes, and in files of versions that did not note it.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public DataPosition? Position { get; init; }

    /// <summary>See <see cref="Checkpoint.Inputs"/>.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public InputFormat? Inputs { get; init; }
}
