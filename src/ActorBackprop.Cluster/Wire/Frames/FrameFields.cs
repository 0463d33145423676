using System.Buffers.Binary;

namespace ActorBackprop.Cluster.Wire.Frames;

/// <summary>Reads the fields of a frame's body, one after the other. What is not there, or left over, makes it a bad frame.</summary>
internal ref struct FrameFields(FrameKind kind, ReadOnlySpan<byte> body)
{
    private ReadOnlySpan<byte> _left = body;

    /// <summary>Reads a byte.</summary>
    public byte Byte() => Next(1)[0];

    /// <summary>Reads a byte that must not reach a limit.</summary>
    public byte Below(string what, byte limit) => (byte)Within(what, Byte(), limit);

    /// <summary>Reads 4 bytes.</summary>
    public int Int32() => BinaryPrimitives.ReadInt32LittleEndian(Next(sizeof(int)));

    /// <summary>Reads 8 bytes.</summary>
    public long Int64() => BinaryPrimitives.ReadInt64LittleEndian(Next(sizeof(long)));

    /// <summary>Reads 8 bytes.</summary>
    public double Double() => BinaryPrimitives.ReadDoubleLittleEndian(Next(sizeof(double)));

    /// <summary>Reads bytes as they are.</summary>
    public ReadOnlySpan<byte> Bytes(int count) => Next(count);

    /// <summary>Reads a number that must not be below 0 nor reach a limit.</summary>
    public int Int32(string what, int limit) => (int)Within(what, Int32(), limit);

    /// <summary>Reads a number that must not be below 0 nor reach a limit.</summary>
    public long Int64(string what, long limit) => Within(what, Int64(), limit);

    /// <summary>Nothing may be left.</summary>
    public readonly void End()
    {
        if (_left.Length > 0) throw new BadFrameException($"a {kind} frame is {_left.Length} bytes too long");
    }

    private readonly long Within(string what, long value, long limit) =>
        value >= 0 && value < limit ? value : throw new BadFrameException($"a {kind} frame: {what} is {value}, expected 0 to {limit - 1}");

    private ReadOnlySpan<byte> Next(int bytes)
    {
        if (_left.Length < bytes) throw new BadFrameException($"a {kind} frame is {bytes - _left.Length} bytes too short");
        var next = _left[..bytes];
        _left = _left[bytes..];
        return next;
    }
}
