using System.Diagnostics.CodeAnalysis;
using ActorBackprop.Actors.Messages;
using Akka.Actor;

namespace ActorBackprop.Actors.InProcess;

/// <summary>
/// Has parts computed by another actor, one after the other, so that the worker hears in the meantime that one is not wanted
/// any more. A part that is cancelled before its turn comes is not begun; one that is computed is left at the next
/// place where that is looked at.
/// </summary>
/// <param name="computer">A <see cref="Computer"/> of this worker's own.</param>
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
