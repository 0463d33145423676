using System.Collections.Concurrent;
using ActorBackprop.Actors.Messages;
using ActorBackprop.Cluster.Transport;
using Akka.Actor;
using Akka.Dispatch.SysMsg;

namespace ActorBackprop.Cluster.RemoteActors;

/// <summary>
/// Represents an actor in another process. It has no mailbox and no thread: a message to it is written to the wire on the sender's thread.
/// It can be watched like the actor itself, and is stopped when that actor is lost.
/// </summary>
/// <param name="path">Its path, unique in the system.</param>
/// <param name="provider">The provider of its system.</param>
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

    /// <summary>Notifies the watchers that the represented actor is gone.</summary>
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
/// Represents, at the leader, a worker in another process: the server's messages to it go through the wire. It is stopped when that process
/// is lost, and the server, which watches it, reassigns its part.
/// </summary>
/// <param name="path">Its path, unique in the system.</param>
/// <param name="provider">The provider of its system.</param>
/// <param name="number">The worker's number.</param>
/// <param name="link">The link to its process.</param>
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

/// <summary>Represents, in a worker process, the parameter server: the workers' messages to it go through the wire.</summary>
/// <param name="path">Its path, unique in the system.</param>
/// <param name="provider">The provider of its system.</param>
/// <param name="link">The link to the leader.</param>
/// <param name="workers">The table in which the link finds the workers.</param>
internal sealed class ServerProxy(ActorPath path, IActorRefProvider provider, WorkerLink link, LocalWorkers workers) : ProxyRef(path, provider)
{
    /// <inheritdoc/>
    protected override void TellInternal(object message, IActorRef sender)
    {
        switch (message)
        {
            case RegisterWorker register:
                workers.Add(register.Worker.Number, sender);
                link.Send(register);
                break;
            case GradientComputed gradient:
                link.Send(gradient);
                break;
        }
    }
}

/// <summary>The workers of this process, by number. The server's proxy adds them, and the wire's thread looks them up.</summary>
internal sealed class LocalWorkers
{
    private readonly ConcurrentDictionary<int, IActorRef> _workers = [];

    /// <summary>Adds a worker, or replaces the one with its number.</summary>
    public void Add(int number, IActorRef worker) => _workers[number] = worker;

    /// <summary>Returns the worker with a number; <see cref="ActorRefs.Nobody"/> if it has not registered.</summary>
    public IActorRef this[int number] => _workers.GetValueOrDefault(number, ActorRefs.Nobody);
}
