namespace ActorBackprop.Learning.Training;

/// <summary>Sums over the part of an epoch that is done.</summary>
/// <param name="Samples">The number of samples.</param>
/// <param name="Cost">The sum of their costs, in the order of the steps.</param>
/// <param name="Correct">The number of them that were classified correctly at the time.</param>
public readonly record struct EpochTotals(int Samples, double Cost, int Correct);

/// <summary>
/// The complete state of a training between two steps: a synchronous training that continues from it arrives at the bits of the
/// undisturbed run. Its arrays are copies and are never written again.
/// </summary>
/// <param name="Steps">The number of steps taken.</param>
/// <param name="Parameters">In memory order.</param>
/// <param name="OptimizerState">Arrays laid out like the parameters: none, the velocity, or Adam's two moments.</param>
/// <param name="Epoch">Sums over the unfinished epoch.</param>
public sealed record TrainingSnapshot(
    long Steps, float[] Parameters, IReadOnlyList<float[]> OptimizerState, EpochTotals Epoch)
{
    /// <summary>
    /// The early stopping up to the last epoch that was measured; null before the first. No checkpoint contains it, since an epoch's
    /// checkpoint is written before the epoch is measured: a resumed run derives it from its metrics.
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

    /// <summary>Whether no residuals are missing, which are in other processes: only then can a training continue from it. Default: yes.</summary>
    public bool IsComplete { get; init; } = true;
}
