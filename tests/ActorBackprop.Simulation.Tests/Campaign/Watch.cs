using Akka.Actor;

namespace ActorBackprop.Simulation.Tests.Campaign;

/// <summary>Reports when an actor has stopped: a server that has failed sends nothing.</summary>
internal sealed class Watch : UntypedActor
{
    private readonly Action _onDeath;

    public Watch(IActorRef actor, Action onDeath)
    {
        _onDeath = onDeath;
        Context.Watch(actor);
    }

    protected override void OnReceive(object message)
    {
        if (message is Terminated) _onDeath();
    }
}
