using Akka.Actor;

namespace ActorBackprop.Cluster.Transport.Chunks;

/// <summary>
/// A stream of bytes between two actors of any systems. It sends chunks, never more than the other end has given credit for, since
/// Akka.Remote has no back-pressure. One thread may read while another writes.
/// </summary>
internal sealed class ChunkStream : DuplexStream
{
    /// <summary>The most chunks that are in flight or wait to be read, in each direction.</summary>
    public const int Window = 32;

    private const int CreditEvery = Window / 4;

    private readonly object _gate = new(); // waited on
    private readonly Queue<WireChunk> _arrived = [];
    private IActorRef? _peer;
    private WireChunk? _current;
    private string? _why;
    private long _sent, _received;
    private int _credit = Window, _read, _owed;
    private bool _isAtEnd, _isDisposed;

    /// <summary>Creates one end. The other end must learn of <see cref="Endpoint"/>, and this one of its endpoint by <see cref="Connect"/>.</summary>
    /// <param name="factory">Creates its actor, in a system with <see cref="ChunkSerializer.Configuration"/>.</param>
    public ChunkStream(IActorRefFactory factory) => Endpoint = factory.ActorOf(Props.Create<ChunkEndpoint>(this));

    /// <summary>The actor at this end.</summary>
    public IActorRef Endpoint { get; }

    /// <inheritdoc/>
    public override bool IsWritable
    {
        get
        {
            lock (_gate) return _credit > 0 && _peer is not null && !IsOver;
        }
    }

    private bool IsOver => _why is not null || _isDisposed;

    /// <summary>Sets the actor at the other end. Until then, writing waits.</summary>
    public void Connect(IActorRef peer)
    {
        lock (_gate)
        {
            _peer = peer;
            Monitor.PulseAll(_gate);
        }
        Endpoint.Tell(new ChunkEndpoint.WatchPeer(peer), ActorRefs.NoSender);
    }

    /// <inheritdoc/>
    public override void Write(ReadOnlySpan<byte> buffer)
    {
        while (buffer.Length > 0)
        {
            var part = buffer[..Math.Min(buffer.Length, WireChunk.MaxBytes)];
            lock (_gate)
            {
                while ((_credit == 0 || _peer is null) && !IsOver && !_isAtEnd) Monitor.Wait(_gate);
                ThrowIfOver();
                if (_isAtEnd) throw new IOException("the other end has closed the chunks");
                _credit--;
            }
            _peer!.Tell(new WireChunk(_sent++, part), Endpoint);
            buffer = buffer[part.Length..];
        }
    }

    /// <inheritdoc/>
    public override int Read(Span<byte> buffer)
    {
        if (buffer.IsEmpty) return 0;
        var credit = 0;
        lock (_gate)
        {
            while (_current is null)
            {
                while (_arrived.Count == 0 && !_isAtEnd && !IsOver) Monitor.Wait(_gate);
                if (_isDisposed || (_arrived.Count == 0 && !_isAtEnd)) ThrowIfOver();
                if (_arrived.Count == 0) return 0;
                (_current, _read) = (_arrived.Dequeue(), 0);
                if (++_owed == CreditEvery) (credit, _owed) = (_owed, 0);
            }
        }
        if (credit > 0) _peer!.Tell(new WireCredit(credit), Endpoint);
        var bytes = _current.Bytes[_read..];
        var count = Math.Min(bytes.Length, buffer.Length);
        bytes[..count].CopyTo(buffer);
        _read += count;
        if (count == bytes.Length) _current = null;
        return count;
    }

    /// <inheritdoc/>
    public override void Flush()
    {
    }

    internal bool IsPeer(IActorRef sender) => sender.Equals(_peer);

    internal void Receive(WireChunk chunk)
    {
        lock (_gate)
        {
            if (IsOver || _isAtEnd) return;
            if (chunk.Number != _received++) _why = $"chunk {_received - 1} is missing";
            else if (chunk.Bytes.IsEmpty) _isAtEnd = true;
            else if (_arrived.Count == Window) _why = "more chunks arrived than there was credit for";
            else _arrived.Enqueue(chunk);
            Monitor.PulseAll(_gate);
        }
    }

    internal void Receive(WireCredit credit)
    {
        lock (_gate)
        {
            _credit = Math.Min(_credit + credit.Chunks, Window);
            Monitor.PulseAll(_gate);
        }
    }

    internal void End(string why)
    {
        lock (_gate)
        {
            _why ??= why;
            Monitor.PulseAll(_gate);
        }
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        lock (_gate)
        {
            if (!disposing || _isDisposed) return;
            _isDisposed = true;
            Monitor.PulseAll(_gate);
        }
        if (_why is null) _peer?.Tell(new WireChunk(_sent, []), Endpoint); // the end; an interrupted writer has ended the stream too
        Endpoint.Tell(PoisonPill.Instance, ActorRefs.NoSender);
        base.Dispose(disposing);
    }

    private void ThrowIfOver()
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        if (_why is not null) throw new IOException($"the chunks have ended: {_why}");
    }
}

/// <summary>Receives for a <see cref="ChunkStream"/>, and watches the actor at the other end.</summary>
internal sealed class ChunkEndpoint(ChunkStream stream) : UntypedActor
{
    /// <inheritdoc/>
    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case WatchPeer peer:
                Context.Watch(peer.Peer);
                break;
            case WireChunk chunk when stream.IsPeer(Sender):
                stream.Receive(chunk);
                break;
            case WireCredit credit when stream.IsPeer(Sender):
                stream.Receive(credit);
                break;
            case Terminated:
                stream.End("the actor at the other end is gone");
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    /// <inheritdoc/>
    protected override void PostStop() => stream.End("its actor has stopped");

    /// <summary>Stream to its own actor: watch the actor at the other end.</summary>
    internal sealed record WatchPeer(IActorRef Peer);
}
