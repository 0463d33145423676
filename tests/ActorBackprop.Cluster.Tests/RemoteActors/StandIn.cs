using ActorBackprop.Cluster.RemoteActors;
using Akka.Actor;

namespace ActorBackprop.Cluster.Tests.RemoteActors;

/// <summary>A proxy without an actor.</summary>
internal sealed class StandIn(ActorPath path, IActorRefProvider provider) : ProxyRef(path, provider)
{
    /// <inheritdoc/>
    protected override void TellInternal(object message, IActorRef sender)
    {
    }
}
