using ActorBackprop.Actors;
using ActorBackprop.Actors.Messages;
using Akka.Actor;

namespace ActorBackprop.Studio.Stages;

/// <summary>A part that is held.</summary>
internal sealed record HeldPart(int Worker, ComputeGradient Work, IActorRef ReplyTo, IGradientComputation Inner, TimeSpan Since)
{
    /// <summary>Fails it.</summary>
    public void Fail() => ReplyTo.Tell(new PartFailed(Work, new InvalidOperationException("killed by hand")));
}
