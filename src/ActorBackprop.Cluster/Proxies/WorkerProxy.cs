using ActorBackprop.Actors.Protocol;
using ActorBackprop.Cluster.Wire;
using Akka.Actor;

namespace ActorBackprop.Cluster.Proxies;

/// <summary>
/// Stands at the leader for a worker in another process: what the server tells it goes over the wire. When that process is
/// lost it is stopped, and the server, which watches it, takes its part back.
/// </summary>
internal sealed class WorkerProxy(int number, LeaderLink link) : UntypedActor
{
    /// <inheritdoc/>
    protected override void OnReceive(object message)
    {
        if (message is ComputeGradient work) link.Send(number, work);
        else Unhandled(message);
    }
}
