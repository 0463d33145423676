using System.Diagnostics.CodeAnalysis;
using ActorBackprop.Actors.Messages;
using Akka.Actor;

namespace ActorBackprop.Actors.InProcess;

/// <summary>
/// Has another actor compute the parts, one after the other, so that the worker can receive a cancellation meanwhile. A part that is
/// cancelled before its turn never starts; one that has started stops before its next forward or backward pass.
/// </summary>
/// <param name="computer">The <see cref="Computer"/> of this worker.</param>
[SuppressMessage("Design", "CA1001", Justification = "Nothing to be released: it has neither timer nor handle")]
public sealed class CancellableComputation(IActorRef computer) : IGradientComputation
{
    private CancellationTokenSource _wanted = new();

    /// <inheritdoc/>
    public void Start(ComputeGradient work, IActorRef replyTo) => computer.Tell(new Computer.Job(work, replyTo, _wanted.Token));

    /// <inheritdoc/>
    public void Cancel(ComputeGradient work)
    {
        _wanted.Cancel();
        _wanted = new CancellationTokenSource();
    }
}
