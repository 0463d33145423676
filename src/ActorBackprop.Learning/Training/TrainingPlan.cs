using ActorBackprop.Learning.Compression;
using ActorBackprop.Learning.LocalSgd;
using ActorBackprop.Learning.Networks;
using ActorBackprop.Learning.Optimizers;
using ActorBackprop.Learning.Sampling;

namespace ActorBackprop.Learning.Training;

/// <summary>
/// Everything the trained bits depend on, besides the data. It does not mention workers, processes or machines:
/// any number of them arrives at the same parameters.
/// </summary>
public sealed record TrainingPlan
{
    private readonly int? _images;

    /// <summary>The network to train.</summary>
    public required Network Network { get; init; }

    /// <summary>The number of training samples; an epoch sees each of them once.</summary>
    public required int Samples { get; init; }

    /// <summary>
    /// The number of training images. Default: <see cref="Samples"/>; another number where each epoch is a round of some clients.
    /// </summary>
    public int Images { get => _images ?? Samples; init => _images = value; }

    /// <summary>The samples of a step. The last minibatch of an epoch has the rest, and is averaged over its own samples.</summary>
    public required int Minibatch { get; init; }

    /// <summary>The samples of a microbatch, a fixed slice of a minibatch; see <see cref="DefaultMicrobatch"/>.</summary>
    public required int Microbatch { get; init; }

    /// <summary>The number of passes over the samples.</summary>
    public required int Epochs { get; init; }

    /// <summary>The seed of the initial weights and of every shuffle.</summary>
    public required ulong Seed { get; init; }

    /// <summary>The distribution of the initial weights.</summary>
    public required Initializer Initializer { get; init; }

    /// <summary>The optimizer's settings.</summary>
    public required OptimizerOptions Optimizer { get; init; }

    /// <summary>The learning rate in the course of the training. Default: constant.</summary>
    public LearningRateSchedule Schedule { get; init; } = LearningRateSchedule.Constant;

    /// <summary>
    /// The number of epochs without a better result on the validation images after which the training ends early; 0 for
    /// never. Default: 0.
    /// </summary>
    public int Patience { get; init; }

    /// <summary>
    /// The options of local SGD or federated averaging, with which a minibatch is a round; null for plain gradients.
    /// Default: null.
    /// </summary>
    public LocalOptions? Local { get; init; }

    /// <summary>The compression of gradients on their way to the server; null for none. Default: null.</summary>
    public CompressionOptions? Compression { get; init; }

    /// <summary>Whether the microbatches' places have residuals.</summary>
    public bool HasResiduals => Compression is { HasWorkerResiduals: false, Compressor.UsesErrorFeedback: true };

    /// <summary>The microbatches of a minibatch; an uneven last one has fewer.</summary>
    public int MicrobatchesOfMinibatch => (Math.Min(Minibatch, Samples) + Microbatch - 1) / Microbatch;

    /// <summary>The steps of an epoch: ⌈samples / minibatch⌉.</summary>
    public int StepsPerEpoch => (Samples + Minibatch - 1) / Minibatch;

    /// <summary>The steps of the run; fewer are taken if its patience ends first.</summary>
    public long Steps => (long)StepsPerEpoch * Epochs;

    /// <summary>Returns η of the step of a minibatch.</summary>
    public float LearningRateOf(Minibatch minibatch) => (float)(Optimizer.LearningRate * Schedule.Factor(minibatch.SamplesBefore(this)));

    /// <summary>Returns the default number of samples of a microbatch: min(32, ⌈minibatch / 8⌉), which never depends on the workers.</summary>
    public static int DefaultMicrobatch(int minibatch) => Math.Min(32, (minibatch + 7) / 8);
}
