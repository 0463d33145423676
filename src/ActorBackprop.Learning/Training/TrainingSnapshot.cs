namespace ActorBackprop.Learning.Training;

/// <summary>Sums over the part of an epoch that is done.</summary>
/// <param name="Samples">Samples seen.</param>
/// <param name="Cost">Sum of their costs, in step order.</param>
/// <param name="Correct">How many of them were classified right, at the time.</param>
public readonly record struct EpochTotals(int Samples, double Cost, int Correct);

/// <summary>
/// A training between two steps, complete: whoever goes on from it arrives at the bits of the undisturbed run.
/// Its arrays are copies and are never written again.
/// </summary>
/// <param name="Steps">Steps completed.</param>
/// <param name="Parameters">In memory order.</param>
/// <param name="OptimizerState">Arrays laid out like the parameters: none, the velocity, or Adam's two moments.</param>
/// <param name="Epoch">Sums over the unfinished epoch.</param>
public sealed record TrainingSnapshot(
    long Steps, float[] Parameters, IReadOnlyList<float[]> OptimizerState, EpochTotals Epoch)
{
    /// <summary>
    /// What the training's patience goes by, up to the last epoch that was measured; null before the first. No checkpoint
    /// holds it, since an epoch's is written before the epoch is measured: it is put together from the run's metrics.
    /// </summary>
    public EarlyStopping? Stopping { get; init; }

    /// <summary>
    /// What compressed gradients have left out so far, an array laid out like the parameters for each place of a microbatch; none
    /// without error feedback. Default: none.
    /// </summary>
    public IReadOnlyList<float[]> Residuals { get; init; } = [];

    /// <summary>
    /// How far the training is in its data. Null, the default, where that follows from the steps: each of them is one whole
    /// minibatch.
    /// </summary>
    public DataPosition? Position { get; init; }

    /// <summary>The number of minibatches that are done, each of them and all before it.</summary>
    public long Minibatches => Position?.Minibatches ?? Steps;

    /// <summary>Whether it is complete; if not some of its residuals are in other processes, and nobody can go on from it. Default: yes.</summary>
    public bool IsComplete { get; init; } = true;
}
