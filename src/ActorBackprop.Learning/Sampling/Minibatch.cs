using ActorBackprop.Learning.Training;

namespace ActorBackprop.Learning.Sampling;

/// <summary>The samples of one step: a slice of the epoch's shuffled order, cut into microbatches.</summary>
/// <param name="Step">The step of the run, from 0.</param>
/// <param name="Epoch">The epoch, from 0.</param>
/// <param name="First">The index at which it begins in the epoch's order.</param>
/// <param name="Samples">The number of its samples; an uneven last minibatch of an epoch has fewer.</param>
/// <param name="MicrobatchSamples">The samples of a microbatch; the last one has the rest.</param>
public readonly record struct Minibatch(long Step, int Epoch, int First, int Samples, int MicrobatchSamples)
{
    /// <summary>Whether a worker sends the gradient of each microbatch by itself instead of the sums of as many as it can. Default: false.</summary>
    public bool AreMicrobatchesApart { get; init; }

    /// <summary>The number of microbatches it is cut into.</summary>
    public int Microbatches => (Samples + MicrobatchSamples - 1) / MicrobatchSamples;

    /// <summary>Returns whether an epoch ends with it.</summary>
    public bool EndsEpoch(TrainingPlan plan) => First + Samples == plan.Samples;

    /// <summary>Returns the number of samples of all minibatches before it.</summary>
    public long SamplesBefore(TrainingPlan plan) => (long)Epoch * plan.Samples + First;

    /// <summary>Returns the minibatch of a step.</summary>
    public static Minibatch Of(TrainingPlan plan, long step)
    {
        var first = (int)(step % plan.StepsPerEpoch) * plan.Minibatch;
        return new Minibatch(step, (int)(step / plan.StepsPerEpoch), first, Math.Min(plan.Minibatch, plan.Samples - first), plan.Microbatch)
        {
            AreMicrobatchesApart = plan.Compression is not null,
        };
    }

    /// <summary>Returns the index at which a microbatch begins in the epoch's order, and the number of its samples.</summary>
    public (int First, int Samples) Microbatch(int index)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)index, (uint)Microbatches, nameof(index));
        var offset = index * MicrobatchSamples;
        return (First + offset, Math.Min(MicrobatchSamples, Samples - offset));
    }

    /// <summary>Returns the number of samples of the microbatches from <paramref name="from"/> up to, not including, <paramref name="to"/>.</summary>
    public int SamplesOf(int from, int to) => Math.Min(to * MicrobatchSamples, Samples) - from * MicrobatchSamples;
}
