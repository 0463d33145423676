using System.Collections.Concurrent;
using ActorBackprop.Actors.Messages;
using ActorBackprop.Cluster.Transport;
using Akka.Actor;
using Akka.Dispatch.SysMsg;

namespace ActorBackprop.Cluster.RemoteActors;

/// <summary>
/// Stands for an actor in another process. It has no mailbox and no thread: telling it something writes to
/// the wire on the thread of the sender. It can be watched, as the actor itself could be, and is stopped when that one is lost.
/// </summary>
/// <param name="path">Its path, unique in the system.</param>
/// <param name="provider">Of the system it lives in.</param>
internal abstract class ProxyRef(ActorPath path, IActorRefProvider provider) : MinimalActorRef
{
    private readonly HashSet<IInternalActorRef> _watchers = []; // locked
    private bool _isStopped;

    /// <inheritdoc/>
    public override ActorPath Path => path;

    /// <inheritdoc/>
    public override IActorRefProvider Provider => provider;

    /// <inheritdoc/>
    public override void SendSystemMessage(ISystemMessage message)
    {
        if (message is Watch watch) Add(watch.Watcher);
        else if (message is Unwatch unwatch)
            lock (_watchers) _watchers.Remove(unwatch.Watcher);
    }

    /// <summary>Tells those who watch that whom it stands for is gone.</summary>
    public override void Stop()
    {
        IInternalActorRef[] watchers;
        lock (_watchers)
        {
            if (_isStopped) return;
            _isStopped = true;
            watchers = [.. _watchers];
        }
        foreach (var watcher in watchers) TellStopped(watcher);
    }

    private void Add(IInternalActorRef watcher)
    {
        lock (_watchers)
        {
            if (!_isStopped)
            {
                _watchers.Add(watcher);
                return;
            }
        }
        TellStopped(watcher);
    }

    private void TellStopped(IInternalActorRef watcher) =>
        watcher.SendSystemMessage(new DeathWatchNotification(this, existenceConfirmed: true, addressTerminated: false));
}

/// <summary>
/// Stands at the leader for a worker in another process: what the server tells it goes over the wire. When that process is
/// lost it is stopped, and the server, which watches it, takes its part back.
/// </summary>
/// <param name="path">Its path, unique in the system.</param>
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

/// <summary>Stands in a worker process for the parameter server: what the workers tell it goes over the wire.</summary>
/// <param name="path">Its path, unique in the system.</param>
/// <param name="provider">Of the system it lives in.</param>
/// <param name="link">The wire to the leader.</param>
/// <param name="workers">Whom the wire finds the workers by.</param>
internal sealed class ServerProxy(ActorPath path, IActorRefProvider provider, WorkerLink link, LocalWorkers workers) : ProxyRef(path, provider)
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

/// <summary>The workers of this process, by their numbers. The wire's thread looks them up, the server's proxy enters them.</summary>
internal sealed class LocalWorkers
{
    private readonly ConcurrentDictionary<int, IActorRef> _workers = [];

    /// <summary>A worker is here.</summary>
    public void Enter(int number, IActorRef worker) => _workers[number] = worker;

    /// <summary>The worker of a number; <see cref="ActorRefs.Nobody"/> if it never registered.</summary>
    public IActorRef this[int number] => _workers.GetValueOrDefault(number, ActorRefs.Nobody);
}
