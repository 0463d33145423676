using ActorBackprop.Actors.Protocol;
using ActorBackprop.Learning.Gradients;
using Akka.Actor;

namespace ActorBackprop.Actors.InProcess;

/// <summary>
/// Computes at once, on the thread the worker runs on. That thread belongs to the training's own dispatcher, which has as
/// many as there are cores: computing keeps nothing else of Akka waiting, and more workers than cores take turns.
/// </summary>
public sealed class InlineComputation(IPartGradient gradient) : IGradientComputation
{
    /// <inheritdoc/>
    public void Start(ComputeGradient work, IActorRef replyTo)
    {
        try
        {
            replyTo.Tell(new PartComputed(work, gradient.Compute(work.Parameters.Span, work.Minibatch, work.Part)));
        }
        catch (Exception cause) when (cause is not OutOfMemoryException)
        {
            replyTo.Tell(new PartFailed(work, cause));
        }
    }
}
