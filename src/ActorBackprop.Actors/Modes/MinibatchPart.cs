using ActorBackprop.Learning.Gradients;
using ActorBackprop.Learning.Sampling;

namespace ActorBackprop.Actors.Modes;

/// <summary>A part of a minibatch, in the order of all parts of a training: minibatch after minibatch, each from the left.</summary>
/// <param name="Minibatch">The minibatch.</param>
/// <param name="Part">Which of its microbatches.</param>
public readonly record struct MinibatchPart(Minibatch Minibatch, Part Part)
{
    /// <summary>Samples it has.</summary>
    public int Samples => Minibatch.SamplesOf(Part.From, Part.To);

    /// <summary>Compares by the order.</summary>
    public static Comparer<MinibatchPart> Order { get; } = Comparer<MinibatchPart>.Create(
        (one, other) => (one.Minibatch.Step, one.Part.From).CompareTo((other.Minibatch.Step, other.Part.From)));
}
