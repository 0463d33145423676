using ActorBackprop.Actors;
using ActorBackprop.Actors.Messages;
using ActorBackprop.Learning.Gradients;
using Akka.Actor;

namespace ActorBackprop.Benchmarks;

/// <summary>Answers at once, with gradients of 0: what is left is what the actors cost.</summary>
/// <param name="length">Floats of a gradient.</param>
internal sealed class EmptyComputation(int length) : IGradientComputation
{
    /// <inheritdoc/>
    public void Start(ComputeGradient work, IActorRef replyTo)
    {
        var nodes = work.Part.Nodes(work.Minibatch.Microbatches);
        replyTo.Tell(new PartComputed(work, [.. nodes.Select(node => new NodeSum(node, new float[length], 0, 0))]));
    }
}
