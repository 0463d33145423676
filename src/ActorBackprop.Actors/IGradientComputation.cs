using ActorBackprop.Actors.Messages;
using ActorBackprop.Learning.Gradients;
using Akka.Actor;

namespace ActorBackprop.Actors;

/// <summary>
/// Where a worker's gradient is computed. The one seam between the hosts: a real one computes, virtual time charges a
/// modelled duration, a test does what it likes.
/// </summary>
public interface IGradientComputation
{
    /// <summary>Computes the gradient of a part and tells it as a <see cref="PartComputed"/>, or fails as a <see cref="PartFailed"/>.</summary>
    /// <param name="work">What to compute.</param>
    /// <param name="replyTo">The worker.</param>
    void Start(ComputeGradient work, IActorRef replyTo);

    /// <summary>Stops what was started, where that is possible; if so nothing is told any more. Default: it goes on, in vain.</summary>
    /// <param name="work">What was started.</param>
    void Cancel(ComputeGradient work)
    {
    }
}

/// <summary>A computation to its worker: done.</summary>
/// <param name="Work">What was computed.</param>
/// <param name="Sums">One for each node that covers the part.</param>
public sealed record PartComputed(ComputeGradient Work, IReadOnlyList<NodeSum> Sums);

/// <summary>A computation to its worker: failed, and the worker with it.</summary>
/// <param name="Work">What was to be computed.</param>
/// <param name="Cause">Why it was not.</param>
public sealed record PartFailed(ComputeGradient Work, Exception Cause);
