using ActorBackprop.Actors.Protocol;
using Akka.Actor;

namespace ActorBackprop.Actors.Tests.Support;

/// <summary>A worker's computation that has each part computed, and so answered, twice.</summary>
internal sealed class Stutter(IGradientComputation inner) : IGradientComputation
{
    private ComputeGradient? _repeated;

    public void Start(ComputeGradient work, IActorRef replyTo)
    {
        inner.Start(work, replyTo);
        if (ReferenceEquals(work, _repeated)) return;
        _repeated = work;
        replyTo.Tell(work); // the part once more, behind its own result: the worker is idle again by then, and repeats it
    }
}
