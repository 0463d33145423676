using ActorBackprop.Actors.Protocol;
using ActorBackprop.Cluster.Wire;
using Akka.Actor;

namespace ActorBackprop.Cluster.Proxies;

/// <summary>Stands in a worker process for the parameter server: what the workers tell it goes over the wire.</summary>
internal sealed class ServerProxy(WorkerLink link, WorkersHere workers) : UntypedActor
{
    /// <inheritdoc/>
    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case RegisterWorker register:
                workers.Enter(register.Worker.Number, Sender);
                link.Send(register);
                break;
            case GradientComputed gradient:
                link.Send(gradient);
                break;
            default:
                Unhandled(message);
                break;
        }
    }
}
