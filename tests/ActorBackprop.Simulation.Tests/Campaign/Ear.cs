using Akka.Actor;

namespace ActorBackprop.Simulation.Tests.Campaign;

/// <summary>
/// Passes on each message while it is being told: it has no mailbox, and no order but the sender's. So a checker knows which message
/// the server was handling when it told a fact.
/// </summary>
internal sealed class Ear(ActorSystem system, string name, Action<object> hear) : MinimalActorRef
{
    public override ActorPath Path { get; } = ((ExtendedActorSystem)system).Provider.RootPath / name;

    public override IActorRefProvider Provider => ((ExtendedActorSystem)system).Provider;

    protected override void TellInternal(object message, IActorRef sender) => hear(message);
}
