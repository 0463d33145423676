using Akka.Actor;
using Akka.Configuration;
using Akka.Dispatch;
using Akka.Dispatch.MessageQueues;

namespace ActorBackprop.VirtualTime.Engine;

/// <summary>Created by Akka for actors that ask for no particular mailbox, and for those that stash.</summary>
internal sealed class VirtualMailbox : MailboxType, IProducesMessageQueue<VirtualQueue>
{
    /// <summary>Called by Akka.</summary>
    public VirtualMailbox(Settings settings, Config config) : base(settings, config)
    {
    }

    /// <inheritdoc/>
    public override IMessageQueue Create(IActorRef owner, ActorSystem system) => new VirtualQueue();
}

/// <summary>
/// A mailbox for one thread. It usually holds one message for a moment, so it has room for one and allocates no more;
/// it also knows its actor, which saves a search for each message.
/// </summary>
internal sealed class VirtualQueue : IMessageQueue, IUnboundedMessageQueueSemantics, IUnboundedDequeBasedMessageQueueSemantics
{
    private Stack<Envelope>? _before;
    private Queue<Envelope>? _after;
    private Envelope _first;
    private bool _hasFirst;

    /// <inheritdoc/>
    public bool HasMessages => _hasFirst || _before is { Count: > 0 };

    /// <inheritdoc/>
    public int Count => (_before?.Count ?? 0) + (_hasFirst ? 1 : 0) + (_after?.Count ?? 0);

    internal VirtualActor? VirtualActor { get; set; }

    /// <inheritdoc/>
    public void Enqueue(IActorRef receiver, Envelope envelope)
    {
        if (_hasFirst) (_after ??= new Queue<Envelope>()).Enqueue(envelope);
        else (_first, _hasFirst) = (envelope, true);
    }

    /// <inheritdoc/>
    public void EnqueueFirst(Envelope envelope) => (_before ??= new Stack<Envelope>()).Push(envelope);

    /// <inheritdoc/>
    public bool TryDequeue(out Envelope envelope)
    {
        if (_before is not null && _before.TryPop(out envelope)) return true;
        envelope = _first;
        if (!_hasFirst) return false;
        _hasFirst = _after is not null && _after.TryDequeue(out _first);
        if (!_hasFirst) _first = default;
        return true;
    }

    /// <inheritdoc/>
    public void CleanUp(IActorRef owner, IMessageQueue deadletters)
    {
        while (TryDequeue(out var envelope)) deadletters.Enqueue(owner, envelope);
    }
}
