using ActorBackprop.Actors.Messages;
using ActorBackprop.Learning.Gradients;
using Akka.Actor;

namespace ActorBackprop.Actors;

/// <summary>
/// Computes a worker's gradients. This is where the hosts differ: a real one computes, virtual time charges a modelled duration, and
/// a test decides when to answer.
/// </summary>
public interface IGradientComputation
{
    /// <summary>Computes the gradient of a part and sends a <see cref="PartComputed"/> or a <see cref="PartFailed"/>.</summary>
    /// <param name="work">The part.</param>
    /// <param name="replyTo">The worker.</param>
    void Start(ComputeGradient work, IActorRef replyTo);

    /// <summary>Stops a computation if that is possible; it then sends nothing. Default: it continues, and its result is refused.</summary>
    /// <param name="work">The message that started it.</param>
    void Cancel(ComputeGradient work)
    {
    }
}

/// <summary>Computation to worker: the gradient is computed.</summary>
/// <param name="Work">The message that started it.</param>
/// <param name="Sums">One for each node that covers the part.</param>
public sealed record PartComputed(ComputeGradient Work, IReadOnlyList<NodeSum> Sums);

/// <summary>Computation to worker: the computation has failed, so the worker crashes.</summary>
/// <param name="Work">The message that started it.</param>
/// <param name="Cause">The exception.</param>
public sealed record PartFailed(ComputeGradient Work, Exception Cause);
