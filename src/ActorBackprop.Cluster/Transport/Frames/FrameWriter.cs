using System.Buffers.Binary;

namespace ActorBackprop.Cluster.Transport.Frames;

/// <summary>Writes one frame after another into the same buffer: the kind, the length of the body, the body; little-endian.</summary>
internal sealed class FrameWriter
{
    /// <summary>The bytes before the body: the kind, 0, and the length of the body in 16 bits.</summary>
    public const int HeadBytes = 4;

    /// <summary>The most bytes of a frame, without the floats that may follow it.</summary>
    public const int MaxBytes = 4096;

    private readonly byte[] _buffer = new byte[MaxBytes];
    private int _end;

    /// <summary>The frame written last.</summary>
    public ReadOnlySpan<byte> Frame
    {
        get
        {
            BinaryPrimitives.WriteUInt16LittleEndian(_buffer.AsSpan(2), (ushort)(_end - HeadBytes));
            return _buffer.AsSpan(0, _end);
        }
    }

    /// <summary>Begins a frame.</summary>
    public void Begin(FrameKind kind)
    {
        (_buffer[0], _buffer[1]) = ((byte)kind, 0);
        _end = HeadBytes;
    }

    /// <summary>Writes a byte.</summary>
    public void Byte(byte value) => Next(1)[0] = value;

    /// <summary>Writes an integer in 4 bytes.</summary>
    public void Int32(int value) => BinaryPrimitives.WriteInt32LittleEndian(Next(sizeof(int)), value);

    /// <summary>Writes an integer in 8 bytes.</summary>
    public void Int64(long value) => BinaryPrimitives.WriteInt64LittleEndian(Next(sizeof(long)), value);

    /// <summary>Writes a double in 8 bytes.</summary>
    public void Double(double value) => BinaryPrimitives.WriteDoubleLittleEndian(Next(sizeof(double)), value);

    /// <summary>Writes bytes.</summary>
    public void Bytes(ReadOnlySpan<byte> value) => value.CopyTo(Next(value.Length));

    private Span<byte> Next(int bytes)
    {
        if (_end + bytes > MaxBytes)
            throw new InvalidOperationException($"a {(FrameKind)_buffer[0]} frame of more than {MaxBytes} bytes: expected fewer sums or slots");
        _end += bytes;
        return _buffer.AsSpan(_end - bytes, bytes);
    }
}

/// <summary>The kinds of frames; the first byte of a frame.</summary>
internal enum FrameKind : byte
{
    /// <summary>Leader to worker: where the shared memory is.</summary>
    Share = 1,

    /// <summary>Worker to leader: whether it has mapped the shared memory.</summary>
    Shared = 2,

    /// <summary>Leader to worker: compute a part.</summary>
    Compute = 3,

    /// <summary>Worker to leader: a worker registers.</summary>
    Register = 4,

    /// <summary>Worker to leader: the sums of a part.</summary>
    Gradient = 5,

    /// <summary>Worker to leader: the process is about to leave.</summary>
    Leave = 6,

    /// <summary>Leader to worker: stop computing a part.</summary>
    Cancel = 7,

    /// <summary>Worker to leader: a cancelled part is no longer being computed, so its memory is free.</summary>
    Cancelled = 8,
}
