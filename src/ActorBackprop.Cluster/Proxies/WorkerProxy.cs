using ActorBackprop.Actors.Messages;
using ActorBackprop.Cluster.Wire;
using Akka.Actor;

namespace ActorBackprop.Cluster.Proxies;

/// <summary>
/// Stands at the leader for a worker in another process: what the server tells it goes over the wire. When that process is
/// lost it is stopped, and the server, which watches it, takes its part back.
/// </summary>
/// <param name="path">Its path, nobody else's.</param>
/// <param name="provider">Of the system it lives in.</param>
/// <param name="number">The worker's number.</param>
/// <param name="link">The wire to its process.</param>
internal sealed class WorkerProxy(ActorPath path, IActorRefProvider provider, int number, LeaderLink link) : ProxyRef(path, provider)
{
    /// <inheritdoc/>
    protected override void TellInternal(object message, IActorRef sender)
    {
        switch (message)
        {
            case ComputeGradient work:
                link.Send(number, work);
                break;
            case CancelPart cancel:
                link.Send(number, cancel);
                break;
        }
    }
}
