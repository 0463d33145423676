using ActorBackprop.Learning.Training;

namespace ActorBackprop.Learning.Sampling;

/// <summary>The samples of one step: a run of the epoch's shuffled order, cut into microbatches.</summary>
/// <param name="Step">Step of the run, from 0.</param>
/// <param name="Epoch">Epoch, from 0.</param>
/// <param name="First">Where it begins in the epoch's order.</param>
/// <param name="Samples">Samples it has; fewer than the others in an uneven last minibatch.</param>
/// <param name="MicrobatchSamples">Samples to a microbatch; the last one has what is left.</param>
public readonly record struct Minibatch(long Step, int Epoch, int First, int Samples, int MicrobatchSamples)
{
    /// <summary>Whether a worker sends the gradient of each microbatch by itself, and not the sums of as many as it can. Default: no.</summary>
    public bool AreMicrobatchesApart { get; init; }

    /// <summary>Microbatches it is cut into.</summary>
    public int Microbatches => (Samples + MicrobatchSamples - 1) / MicrobatchSamples;

    /// <summary>Whether an epoch ends with it.</summary>
    public bool EndsEpoch(TrainingPlan plan) => First + Samples == plan.Samples;

    /// <summary>Samples of all minibatches before it.</summary>
    public long SamplesBefore(TrainingPlan plan) => (long)Epoch * plan.Samples + First;

    /// <summary>The minibatch of a step.</summary>
    public static Minibatch Of(TrainingPlan plan, long step)
    {
        var first = (int)(step % plan.StepsPerEpoch) * plan.Minibatch;
        return new Minibatch(step, (int)(step / plan.StepsPerEpoch), first, Math.Min(plan.Minibatch, plan.Samples - first), plan.Microbatch)
        {
            AreMicrobatchesApart = plan.Compression is not null,
        };
    }

    /// <summary>Where microbatch <paramref name="index"/> begins in the epoch's order, and its samples.</summary>
    public (int First, int Samples) Microbatch(int index)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)index, (uint)Microbatches, nameof(index));
        var offset = index * MicrobatchSamples;
        return (First + offset, Math.Min(MicrobatchSamples, Samples - offset));
    }

    /// <summary>Samples of the microbatches from <paramref name="from"/> up to, not including, <paramref name="to"/>.</summary>
    public int SamplesOf(int from, int to) => Math.Min(to * MicrobatchSamples, Samples) - from * MicrobatchSamples;
}
