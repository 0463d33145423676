using System.Runtime.InteropServices;

namespace ActorBackprop.Cluster.Transport.SharedMemory;

/// <summary>
/// Bytes on their way from one process to another, in a slot of a segment: one writes, the other reads, each with a position of
/// its own that it tells the other one. A waiting side polls for a while, yielding in between, and then sleeps in the kernel.
/// </summary>
internal sealed unsafe class SharedRing
{
    /// <summary>Bytes that can be under way.</summary>
    public const int Capacity = 1 << 17;

    /// <summary>Floats of the slot it needs.</summary>
    public const int Floats = (HeadBytes + Capacity) / sizeof(float);

    // A cache line each: the writer's position, the reader's, whether the reader sleeps, whether the writer does.
    private const int Line = 64, HeadBytes = 4 * Line;

    // Looks before sleeping, of 0.5 to 1 us each: about as long as a small step takes, and little beside a large one.
    private static readonly int Looks = Environment.ProcessorCount == 1 ? 0 : 60;

    private readonly SharedSegment _segment;
    private readonly byte* _at;
    private readonly bool _isReader;
    private long _position;
    private volatile bool _isOver;

    /// <summary>One side of it.</summary>
    /// <param name="segment">Where it is.</param>
    /// <param name="slot">In which of its slots, of <see cref="Floats"/>, zero at first.</param>
    /// <param name="isReader">Whether this process reads; else it writes.</param>
    public SharedRing(SharedSegment segment, int slot, bool isReader)
    {
        (_segment, _isReader) = (segment, isReader);
        _at = (byte*)segment.Slot(slot);
    }

    /// <summary>The reader: bytes that are there. The writer: bytes that there is room for.</summary>
    /// <exception cref="IOException">The other side's position cannot be.</exception>
    public int Ready
    {
        get
        {
            var under = _isReader ? Volatile.Read(ref Position(0)) - _position : _position - Volatile.Read(ref Position(1));
            if (under is < 0 or > Capacity) throw new IOException("the other side's position in the shared memory cannot be");
            return (int)(_isReader ? under : Capacity - under);
        }
    }

    /// <summary>Waits until something is there, and takes it.</summary>
    /// <returns>Bytes read; 0 at the end, after everything that came before it.</returns>
    public int Read(Span<byte> into)
    {
        var count = Math.Min(Await(), into.Length);
        var first = Cut(count, out var at);
        new ReadOnlySpan<byte>(at, first).CopyTo(into);
        new ReadOnlySpan<byte>(Data, count - first).CopyTo(into[first..]);
        Advance(count);
        if (Ready == 0 || count > Capacity / 4) WakePeer(); // who waits for room
        return count;
    }

    /// <summary>Waits until there is room, and writes. The reader sees it; if it sleeps, <see cref="WakePeer"/> wakes it.</summary>
    /// <exception cref="IOException">The end.</exception>
    public void Write(ReadOnlySpan<byte> bytes)
    {
        while (bytes.Length > 0)
        {
            if (Ready == 0) WakePeer();
            var count = Math.Min(Await(), bytes.Length);
            if (_isOver) throw new IOException("the other side has ended it");
            var first = Cut(count, out var at);
            bytes[..first].CopyTo(new Span<byte>(at, first));
            bytes[first..count].CopyTo(new Span<byte>(Data, count - first));
            Advance(count);
            bytes = bytes[count..];
        }
    }

    /// <summary>Wakes the other side, if it sleeps.</summary>
    public void WakePeer() => Wake(Sleeps(!_isReader));

    /// <summary>This side waits no longer.</summary>
    public void End()
    {
        _isOver = true;
        Interlocked.MemoryBarrier();
        Wake(Sleeps(_isReader));
    }

    private byte* Data => _at + HeadBytes;

    private ref long Position(int line) => ref *(long*)(_at + line * Line);

    private int* Sleeps(bool reader) => (int*)(_at + (reader ? 2 : 3) * Line);

    /// <summary>Bytes up to the memory's end, of those that come next; the others are at its beginning.</summary>
    private int Cut(int count, out byte* at)
    {
        var from = (int)(_position & (Capacity - 1));
        at = Data + from;
        return Math.Min(count, Capacity - from);
    }

    /// <summary>Waits until something is ready, or it is over.</summary>
    private int Await()
    {
        var sleeps = Sleeps(_isReader);
        for (var looks = 0; ; looks++)
        {
            var isOver = _isOver; // first: what was written before the end is still read
            if (Ready is var ready && (ready > 0 || isOver)) return ready;
            if (looks < Looks)
            {
                Thread.Yield(); // there may be more who wait than cores
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
        Interlocked.Exchange(ref Position(_isReader ? 1 : 0), _position); // before it is asked whether the other side sleeps
        GC.KeepAlive(_segment);
    }
}

/// <summary>Waits in the system for a word of memory that several processes map. .NET has no such call; Linux is asked itself.</summary>
internal static unsafe class Futex
{
    private const int Waits = 0, Wakes = 1;

    private static readonly nint Number = RuntimeInformation.ProcessArchitecture switch
    {
        Architecture.X64 => 202,
        Architecture.Arm64 => 98,
        _ => -1,
    };

    /// <summary>Whether it can be had on this machine.</summary>
    public static bool IsSupported => OperatingSystem.IsLinux() && Number >= 0;

    /// <summary>Waits to be woken, unless the word has another value. May return for no reason.</summary>
    public static void WaitWhile(int* word, int value) => Call(Number, word, Waits, value, 0, 0, 0);

    /// <summary>Wakes all threads that wait for a word, in every process.</summary>
    public static void Wake(int* word) => Call(Number, word, Wakes, int.MaxValue, 0, 0, 0);

    [DllImport("libc", EntryPoint = "syscall")]
    private static extern nint Call(nint number, int* word, nint operation, nint value, nint timeout, nint second, nint third);
}
