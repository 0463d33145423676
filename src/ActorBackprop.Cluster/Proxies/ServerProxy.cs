using ActorBackprop.Actors.Messages;
using ActorBackprop.Cluster.Wire;
using Akka.Actor;

namespace ActorBackprop.Cluster.Proxies;

/// <summary>Stands in a worker process for the parameter server: what the workers tell it goes over the wire.</summary>
/// <param name="path">Its path, nobody else's.</param>
/// <param name="provider">Of the system it lives in.</param>
/// <param name="link">The wire to the leader.</param>
/// <param name="workers">Whom the wire finds the workers by.</param>
internal sealed class ServerProxy(ActorPath path, IActorRefProvider provider, WorkerLink link, WorkersHere workers) : ProxyRef(path, provider)
{
    /// <inheritdoc/>
    protected override void TellInternal(object message, IActorRef sender)
    {
        switch (message)
        {
            case RegisterWorker register:
                workers.Enter(register.Worker.Number, sender);
                link.Send(register);
                break;
            case GradientComputed gradient:
                link.Send(gradient);
                break;
        }
    }
}
