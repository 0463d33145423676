using Akka.Actor;
using Akka.Dispatch.SysMsg;

namespace ActorBackprop.Cluster.Proxies;

/// <summary>
/// Stands for an actor in another process. It has no mailbox and no thread: whoever tells it something writes to the wire
/// there and then. It can be watched, as the actor itself could be, and is stopped when that one is lost.
/// </summary>
/// <param name="path">Its path, nobody else's.</param>
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
