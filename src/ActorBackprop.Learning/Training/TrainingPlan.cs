using ActorBackprop.Learning.Compression;
using ActorBackprop.Learning.LocalSgd;
using ActorBackprop.Learning.Networks;
using ActorBackprop.Learning.Optimizers;
using ActorBackprop.Learning.Sampling;

namespace ActorBackprop.Learning.Training;

/// <summary>
/// Everything the trained bits depend on, beside the data themselves. It says nothing of workers, processes or machines:
/// whoever carries it out arrives at the same parameters.
/// </summary>
public sealed record TrainingPlan
{
    private readonly int? _images;

    /// <summary>The network to train.</summary>
    public required Network Network { get; init; }

    /// <summary>Samples that are trained on; an epoch sees each of them once.</summary>
    public required int Samples { get; init; }

    /// <summary>
    /// Images that are trained on. Default: as many as <see cref="Samples"/>; others where each epoch is a round of some clients.
    /// </summary>
    public int Images { get => _images ?? Samples; init => _images = value; }

    /// <summary>Samples of one step. The last minibatch of an epoch has what is left, and is averaged by what it has.</summary>
    public required int Minibatch { get; init; }

    /// <summary>Samples of a microbatch, a fixed slice of a minibatch; see <see cref="DefaultMicrobatch"/>.</summary>
    public required int Microbatch { get; init; }

    /// <summary>Times the samples are gone through.</summary>
    public required int Epochs { get; init; }

    /// <summary>Where the initial weights and every shuffle come from.</summary>
    public required ulong Seed { get; init; }

    /// <summary>How the weights are drawn.</summary>
    public required Initializer Initializer { get; init; }

    /// <summary>How a gradient becomes a step.</summary>
    public required OptimizerOptions Optimizer { get; init; }

    /// <summary>How the optimizer's learning rate changes in the training. Default: not at all.</summary>
    public LearningRateSchedule Schedule { get; init; } = LearningRateSchedule.Constant;

    /// <summary>
    /// Epochs without a better result on the validation images after which the training ends before its last step; 0 for
    /// never. Default: 0.
    /// </summary>
    public int Patience { get; init; }

    /// <summary>
    /// How a microbatch is trained on where it is not differentiated as a whole; null where it is. A minibatch is a round then.
    /// Default: null.
    /// </summary>
    public LocalOptions? Local { get; init; }

    /// <summary>How gradients are compressed on their way to the server; null where they are sent as they are. Default: null.</summary>
    public CompressionOptions? Compression { get; init; }

    /// <summary>Whether the places of the microbatches have residuals.</summary>
    public bool HasResiduals => Compression is { AreResidualsWorkers: false, Compressor.FeedsErrorBack: true };

    /// <summary>Microbatches of a minibatch; an uneven last one has fewer.</summary>
    public int MicrobatchesOfMinibatch => (Math.Min(Minibatch, Samples) + Microbatch - 1) / Microbatch;

    /// <summary>Steps of an epoch: ⌈samples / minibatch⌉.</summary>
    public int StepsPerEpoch => (Samples + Minibatch - 1) / Minibatch;

    /// <summary>Steps of the run; fewer are taken where its patience ends first.</summary>
    public long Steps => (long)StepsPerEpoch * Epochs;

    /// <summary>η of the step of a minibatch.</summary>
    public float LearningRateOf(Minibatch minibatch) => (float)(Optimizer.LearningRate * Schedule.Factor(minibatch.SamplesBefore(this)));

    /// <summary>Samples to a microbatch where nobody says otherwise: min(32, ⌈minibatch / 8⌉). Never a function of the workers.</summary>
    public static int DefaultMicrobatch(int minibatch) => Math.Min(32, (minibatch + 7) / 8);
}
