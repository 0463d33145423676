using ActorBackprop.Learning.Gradients;
using ActorBackprop.Learning.Sampling;

namespace ActorBackprop.Actors.Modes;

/// <summary>A part of a certain minibatch: what one worker computes at a time. Parts are ordered by minibatch, then from the left.</summary>
/// <param name="Minibatch">The minibatch.</param>
/// <param name="Part">Which of its microbatches.</param>
public readonly record struct MinibatchPart(Minibatch Minibatch, Part Part)
{
    /// <summary>The number of its samples.</summary>
    public int Samples => Minibatch.SamplesOf(Part.From, Part.To);

    /// <summary>Compares two parts by their order.</summary>
    public static int Compare(MinibatchPart one, MinibatchPart other)
    {
        var minibatches = one.Minibatch.Step.CompareTo(other.Minibatch.Step);
        return minibatches != 0 ? minibatches : one.Part.From.CompareTo(other.Part.From);
    }
}

/// <summary>The gradient of a part, as a consistency mode sees it.</summary>
/// <param name="Worker">The number of the worker that computed it.</param>
/// <param name="Part">The part.</param>
/// <param name="Version">The version of the parameters it was computed on: the steps taken before.</param>
/// <param name="Sums">
/// Sums over samples, never means: one for each node of the gradient tree that covers the part, from left to right, each laid out
/// like the parameters in memory. Empty while the gradient is in flight.
/// </param>
public readonly record struct Contribution(int Worker, MinibatchPart Part, long Version, IReadOnlyList<NodeSum> Sums);
