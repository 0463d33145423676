using System.Runtime.InteropServices;

namespace ActorBackprop.Cluster.Transport.SharedMemory;

/// <summary>
/// A ring buffer from one process to another, in a slot of a segment: one process writes and the other reads, and each publishes its position.
/// A side that waits polls for a while, yielding in between, and then sleeps in the kernel.
/// </summary>
internal sealed unsafe class SharedRing
{
    /// <summary>The most bytes in the ring.</summary>
    public const int Capacity = 1 << 17;

    /// <summary>The floats of the slot that it needs.</summary>
    public const int Floats = (HeadBytes + Capacity) / sizeof(float);

    // A cache line for each: the writer's position, the reader's position, whether the reader sleeps, whether the writer sleeps.
    private const int Line = 64, HeadBytes = 4 * Line;

    // Polls before sleeping, of 0.5 to 1 us each: together about as long as a small step, and short compared with a large one.
    private static readonly int Polls = Environment.ProcessorCount == 1 ? 0 : 60;

    private readonly SharedSegment _segment;
    private readonly byte* _at;
    private readonly bool _isReader;
    private long _position;
    private volatile bool _isOver;

    /// <summary>Creates one side of the ring.</summary>
    /// <param name="segment">The segment.</param>
    /// <param name="slot">The index of its slot, of <see cref="Floats"/>, all 0 at first.</param>
    /// <param name="isReader">Whether this process reads; otherwise it writes.</param>
    public SharedRing(SharedSegment segment, int slot, bool isReader)
    {
        (_segment, _isReader) = (segment, isReader);
        _at = (byte*)segment.Slot(slot);
    }

    /// <summary>For the reader, the bytes that can be read; for the writer, the bytes that can be written.</summary>
    /// <exception cref="IOException">The other side's position is impossible.</exception>
    public int Ready
    {
        get
        {
            var under = _isReader ? Volatile.Read(ref Position(0)) - _position : _position - Volatile.Read(ref Position(1));
            if (under is < 0 or > Capacity) throw new IOException("the other side's position in the shared memory is impossible");
            return (int)(_isReader ? under : Capacity - under);
        }
    }

    /// <summary>Waits for bytes and reads them.</summary>
    /// <returns>The number of bytes read; 0 at the end, after all bytes that were written before it.</returns>
    public int Read(Span<byte> into)
    {
        var count = Math.Min(Await(), into.Length);
        var first = Cut(count, out var at);
        new ReadOnlySpan<byte>(at, first).CopyTo(into);
        new ReadOnlySpan<byte>(Data, count - first).CopyTo(into[first..]);
        Advance(count);
        if (Ready == 0 || count > Capacity / 4) WakePeer(); // it may wait for room
        return count;
    }

    /// <summary>Waits for room and writes. A reader that polls sees the bytes; <see cref="WakePeer"/> wakes one that sleeps.</summary>
    /// <exception cref="IOException">The ring has ended.</exception>
    public void Write(ReadOnlySpan<byte> bytes)
    {
        while (bytes.Length > 0)
        {
            if (Ready == 0) WakePeer();
            var count = Math.Min(Await(), bytes.Length);
            if (_isOver) throw new IOException("the other side has closed it");
            var first = Cut(count, out var at);
            bytes[..first].CopyTo(new Span<byte>(at, first));
            bytes[first..count].CopyTo(new Span<byte>(Data, count - first));
            Advance(count);
            bytes = bytes[count..];
        }
    }

    /// <summary>Wakes the other side if it sleeps.</summary>
    public void WakePeer() => Wake(Sleeps(!_isReader));

    /// <summary>Ends the waiting of this side.</summary>
    public void End()
    {
        _isOver = true;
        Interlocked.MemoryBarrier();
        Wake(Sleeps(_isReader));
    }

    private byte* Data => _at + HeadBytes;

    private ref long Position(int line) => ref *(long*)(_at + line * Line);

    private int* Sleeps(bool reader) => (int*)(_at + (reader ? 2 : 3) * Line);

    /// <summary>Returns how many of the next bytes are before the end of the memory; the others are at its beginning.</summary>
    private int Cut(int count, out byte* at)
    {
        var from = (int)(_position & (Capacity - 1));
        at = Data + from;
        return Math.Min(count, Capacity - from);
    }

    /// <summary>Waits until bytes are ready, or the ring has ended; returns the ready bytes.</summary>
    private int Await()
    {
        var sleeps = Sleeps(_isReader);
        for (var polls = 0; ; polls++)
        {
            var isOver = _isOver; // read first, so that bytes written before the end are not missed
            if (Ready is var ready && (ready > 0 || isOver)) return ready;
            if (polls < Polls)
            {
                Thread.Yield(); // more threads may wait than there are cores
                continue;
            }
            Interlocked.Exchange(ref *sleeps, 1);
            if (Ready == 0 && !_isOver) Futex.WaitWhile(sleeps, 1);
        }
    }

    private static void Wake(int* sleeps)
    {
        if (Volatile.Read(ref *sleeps) != 0 && Interlocked.Exchange(ref *sleeps, 0) != 0) Futex.Wake(sleeps);
    }

    private void Advance(int count)
    {
        _position += count;
        Interlocked.Exchange(ref Position(_isReader ? 1 : 0), _position); // before the check whether the other side sleeps
        GC.KeepAlive(_segment);
    }
}

/// <summary>Waits in the kernel for a word of memory that several processes map. .NET has no such call, so this calls Linux.</summary>
internal static unsafe class Futex
{
    private const int Waits = 0, Wakes = 1;

    private static readonly nint Number = RuntimeInformation.ProcessArchitecture switch
    {
        Architecture.X64 => 202,
        Architecture.Arm64 => 98,
        _ => -1,
    };

    /// <summary>Whether this machine supports it.</summary>
    public static bool IsSupported => OperatingSystem.IsLinux() && Number >= 0;

    /// <summary>Waits to be woken, unless the word has another value. May also return for no reason.</summary>
    public static void WaitWhile(int* word, int value) => Call(Number, word, Waits, value, 0, 0, 0);

    /// <summary>Wakes all threads that wait for a word, in every process.</summary>
    public static void Wake(int* word) => Call(Number, word, Wakes, int.MaxValue, 0, 0, 0);

    [DllImport("libc", EntryPoint = "syscall")]
    private static extern nint Call(nint number, int* word, nint operation, nint value, nint timeout, nint second, nint third);
}

/// <summary>
/// Two rings as a stream, on top of the connection by which they were agreed on. Nothing more is sent through that connection; when it
/// closes, the other process has ended, for whatever reason.
/// </summary>
internal sealed class RingStream : DuplexStream
{
    private readonly Stream _beneath;
    private readonly SharedRing _in, _out;

    /// <summary>Creates one end.</summary>
    /// <param name="beneath">The connection, owned by the stream.</param>
    /// <param name="rings">Two slots of <see cref="SharedRing.Floats"/>: to the worker, and to the leader.</param>
    /// <param name="isLeader">Whether this is the leader's end.</param>
    public RingStream(Stream beneath, SharedSegment rings, bool isLeader)
    {
        _beneath = beneath;
        (_in, _out) = (new SharedRing(rings, isLeader ? 1 : 0, isReader: true), new SharedRing(rings, isLeader ? 0 : 1, isReader: false));
        new Thread(Watch) { IsBackground = true, Name = nameof(RingStream) }.Start();
    }

    /// <inheritdoc/>
    public override bool IsWritable => _out.Ready >= Frames.FrameWriter.MaxBytes;

    /// <inheritdoc/>
    public override int Read(Span<byte> buffer) => buffer.IsEmpty ? 0 : _in.Read(buffer);

    /// <inheritdoc/>
    public override void Write(ReadOnlySpan<byte> buffer) => _out.Write(buffer);

    /// <inheritdoc/>
    public override void Flush() => _out.WakePeer();

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        _beneath.Dispose();
        End();
        base.Dispose(disposing);
    }

    private void Watch()
    {
        try
        {
            _beneath.ReadByte();
        }
        catch (Exception closed) when (WireLink.IsStreamFailure(closed))
        {
            // a failed read is an end too
        }
        End();
    }

    private void End()
    {
        _in.End();
        _out.End();
    }
}
