using System.Buffers.Binary;
using System.Security.Cryptography;
using ActorBackprop.VirtualTime.Engine;

namespace ActorBackprop.VirtualTime;

/// <summary>
/// Everything that happened, as a chain of hashes: each link is the SHA-256 of the one before and the next 128 events. Two
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

    /// <summary>Events so far.</summary>
    public long Count { get; private set; }

    /// <summary>Told every event; null for nobody. It must not tell actors.</summary>
    public Action<VirtualEvent>? Observer { get; set; }

    /// <summary>How often a fault of a kind has happened.</summary>
    public long this[FaultKind kind] => _faults[(int)kind];

    /// <summary>The end of the chain: 64 hexadecimal digits.</summary>
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

    /// <summary>Nothing more is logged.</summary>
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

/// <summary>One line of the log: a message was handled, or something went wrong.</summary>
/// <param name="Number">Which, counted from 0.</param>
/// <param name="At">When.</param>
/// <param name="Fault">What went wrong; null if a message was handled.</param>
/// <param name="From">The node it came from; where it came from none, outside.</param>
/// <param name="To">The node it went to; of a fault of one node, that node.</param>
/// <param name="FromActor">The path of the actor that told it; empty where none did.</param>
/// <param name="ToActor">The path of the actor it was told; empty where there is none.</param>
/// <param name="Message">The message; null for what happens to a node.</param>
/// <param name="Departed">When the message left.</param>
public readonly record struct VirtualEvent(
    long Number, TimeSpan At, FaultKind? Fault, Node From, Node To, string FromActor, string ToActor, object? Message, TimeSpan Departed);

/// <summary>What can go wrong, and right again.</summary>
public enum FaultKind
{
    /// <summary>A message was lost for good: on its link, by chance, a full queue or a cut, or with its node before it could leave.</summary>
    Loss,

    /// <summary>A message came to an actor or node that is gone.</summary>
    Undeliverable,

    /// <summary>A message will arrive twice.</summary>
    Duplication,

    /// <summary>A message may be overtaken.</summary>
    Reordering,

    /// <summary>A node crashed.</summary>
    Crash,

    /// <summary>A node started again.</summary>
    Restart,

    /// <summary>A node left in an orderly way.</summary>
    Leave,

    /// <summary>A node stands still.</summary>
    Pause,

    /// <summary>A node goes on.</summary>
    Resume,

    /// <summary>Two nodes were cut off from each other.</summary>
    Cut,

    /// <summary>Two nodes reach each other again.</summary>
    Heal,

    /// <summary>A message was lost on its link and is sent again, one or more times.</summary>
    Retransmission,

    /// <summary>A connection broke under a message, which is lost for good.</summary>
    Break,
}
