using System.Buffers.Binary;
using System.Security.Cryptography;
using ActorBackprop.VirtualTime.Engine;

namespace ActorBackprop.VirtualTime;

/// <summary>
/// Counts and hashes every event. The hash is a chain: each link is the SHA-256 of the one before and the next 128 events. Two
/// runs with the same hash did the same, event for event.
/// </summary>
public sealed class EventLog
{
    private const int EventBytes = 32;
    private const int EventsPerLink = 128;

    private readonly VirtualSystem _system;
    private readonly byte[] _link = new byte[SHA256.HashSizeInBytes + EventBytes * EventsPerLink];
    private readonly long[] _faults = new long[Enum.GetValues<FaultKind>().Length];
    private int _filled = SHA256.HashSizeInBytes;
    private bool _isClosed;

    internal EventLog(VirtualSystem system) => _system = system;

    /// <summary>The number of events so far.</summary>
    public long Count { get; private set; }

    /// <summary>Called with every event; null for none. It must not tell actors. Default: null.</summary>
    public Action<VirtualEvent>? Observer { get; set; }

    /// <summary>The number of faults of a kind so far.</summary>
    public long this[FaultKind kind] => _faults[(int)kind];

    /// <summary>The hash of all events so far: 64 lower-case hexadecimal digits.</summary>
    public string Hash => Convert.ToHexStringLower(SHA256.HashData(_link.AsSpan(0, _filled)));

    internal void Delivered(Delivery delivery, long now)
    {
        if (_isClosed) return;
        var message = delivery.Message;
        Write(now, -1, delivery.From?.Number ?? 0, delivery.To.Number, _system.IdentityOf(message));
        if (Observer is not null) Tell(delivery, message, now, null);
    }

    internal void Lost(Delivery delivery, long now, FaultKind kind)
    {
        if (_isClosed) return;
        var message = delivery.Message;
        _faults[(int)kind]++;
        Write(now, (int)kind, delivery.From?.Number ?? 0, delivery.To.Number, _system.IdentityOf(message));
        if (Observer is not null) Tell(delivery, message, now, kind);
    }

    internal void Fault(FaultKind kind, Node one, Node? other = null)
    {
        if (_isClosed) return;
        _faults[(int)kind]++;
        var now = _system.Now;
        Write(now.Ticks, (int)kind, one.Number, other?.Number ?? -1, 0);
        Observer?.Invoke(new VirtualEvent(Count - 1, now, kind, one, other ?? one, "", "", null, now));
    }

    /// <summary>Ends the log: later events are ignored.</summary>
    internal void Close() => _isClosed = true;

    private void Write(long now, int kind, int from, int to, ulong identity)
    {
        var record = _link.AsSpan(_filled, EventBytes);
        BinaryPrimitives.WriteInt64LittleEndian(record, now);
        BinaryPrimitives.WriteInt32LittleEndian(record[8..], kind);
        BinaryPrimitives.WriteInt32LittleEndian(record[12..], from);
        BinaryPrimitives.WriteInt32LittleEndian(record[16..], to);
        BinaryPrimitives.WriteUInt64LittleEndian(record[24..], identity);
        Count++;
        _filled += EventBytes;
        if (_filled < _link.Length) return;
        SHA256.HashData(_link, _link);
        _filled = SHA256.HashSizeInBytes;
    }

    private void Tell(Delivery delivery, object message, long now, FaultKind? fault) => Observer!(new VirtualEvent(
        Count - 1, TimeSpan.FromTicks(now), fault, delivery.From?.Node ?? _system.Outside, delivery.To.Node,
        delivery.From?.Path ?? "", delivery.To.Path, message, TimeSpan.FromTicks(delivery.DepartsAt)));
}

/// <summary>An event of the log: a message was handled, or a fault happened.</summary>
/// <param name="Number">Its number, counted from 0.</param>
/// <param name="At">The virtual time at which it happened.</param>
/// <param name="Fault">The fault; null if a message was handled.</param>
/// <param name="From">The node that the message came from; <see cref="VirtualSystem.Outside"/> where it came from none.</param>
/// <param name="To">The node that the message went to; of a fault of one node, that node.</param>
/// <param name="FromActor">The path of the actor that told the message; empty where no actor did.</param>
/// <param name="ToActor">The path of the receiving actor; empty where there is none.</param>
/// <param name="Message">The message; null for a fault of a node or link.</param>
/// <param name="Departed">The virtual time at which the message left.</param>
public readonly record struct VirtualEvent(
    long Number, TimeSpan At, FaultKind? Fault, Node From, Node To, string FromActor, string ToActor, object? Message, TimeSpan Departed);

/// <summary>Kinds of faults, and of their end.</summary>
public enum FaultKind
{
    /// <summary>A message was lost for good: on its link, by chance, by a full queue or by a cut, or with its node before it could leave.</summary>
    Loss,

    /// <summary>A message arrived at an actor that has stopped or a node that is down.</summary>
    Undeliverable,

    /// <summary>A message will arrive twice.</summary>
    Duplication,

    /// <summary>A message may be overtaken.</summary>
    Reordering,

    /// <summary>A node crashed.</summary>
    Crash,

    /// <summary>A node started again.</summary>
    Restart,

    /// <summary>A node left after stopping its actors.</summary>
    Leave,

    /// <summary>A node was paused.</summary>
    Pause,

    /// <summary>A node was resumed.</summary>
    Resume,

    /// <summary>Two nodes were cut off from each other.</summary>
    Cut,

    /// <summary>Two nodes were reconnected.</summary>
    Heal,

    /// <summary>A message was lost on its link and is sent again, one or more times.</summary>
    Retransmission,

    /// <summary>A connection broke under a message, which is lost for good.</summary>
    Break,
}
