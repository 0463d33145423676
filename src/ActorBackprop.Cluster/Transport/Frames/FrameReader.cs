using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace ActorBackprop.Cluster.Transport.Frames;

/// <summary>Reads one frame after another from a stream. No memory is allocated by the length that a frame states.</summary>
internal sealed class FrameReader(Stream stream)
{
    private Stream _stream = stream;
    private readonly byte[] _buffer = new byte[2 * FrameWriter.MaxBytes];
    private int _from, _to;

    /// <summary>Continues with another stream.</summary>
    public void SwitchTo(Stream stream) =>
        _stream = _from == _to ? stream : throw new BadFrameException("bytes arrived after the last frame of this stream");

    /// <summary>Waits for the next frame.</summary>
    /// <param name="kind">The kind of the frame.</param>
    /// <param name="body">Its body, valid until the next call.</param>
    /// <returns>False at the end of the stream.</returns>
    /// <exception cref="BadFrameException">The bytes are not a frame.</exception>
    public bool TryRead(out FrameKind kind, out ReadOnlySpan<byte> body)
    {
        kind = default;
        body = default;
        if (!TryFill(FrameWriter.HeadBytes))
            return _from == _to ? false : throw new BadFrameException("the stream ended in the middle of a frame");
        var head = _buffer.AsSpan(_from, FrameWriter.HeadBytes);
        kind = (FrameKind)head[0];
        int length = BinaryPrimitives.ReadUInt16LittleEndian(head[2..]);
        if (!Enum.IsDefined(kind) || head[1] != 0) throw new BadFrameException($"unknown frame {head[0]}.{head[1]}");
        if (length > FrameWriter.MaxBytes - FrameWriter.HeadBytes)
            throw new BadFrameException($"a {kind} frame of {length} bytes, expected {FrameWriter.MaxBytes - FrameWriter.HeadBytes} at most");
        _from += FrameWriter.HeadBytes;
        if (!TryFill(length)) throw new BadFrameException($"the stream ended in the middle of a {kind} frame");
        body = _buffer.AsSpan(_from, length);
        _from += length;
        return true;
    }

    /// <summary>Reads the floats that follow a frame, directly to their destination.</summary>
    public void ReadFloats(Span<float> into) => ReadBytes(MemoryMarshal.AsBytes(into));

    /// <summary>Reads the bytes that follow a frame, directly to their destination.</summary>
    public void ReadBytes(Span<byte> bytes)
    {
        var buffered = Math.Min(bytes.Length, _to - _from);
        _buffer.AsSpan(_from, buffered).CopyTo(bytes);
        _from += buffered;
        for (bytes = bytes[buffered..]; bytes.Length > 0;)
        {
            var read = _stream.Read(bytes);
            if (read == 0) throw new BadFrameException("the stream ended in the middle of the data after a frame");
            bytes = bytes[read..];
        }
    }

    /// <summary>Reads until the buffer holds so many bytes; returns false if the stream ends before.</summary>
    private bool TryFill(int bytes)
    {
        if (_to - _from >= bytes) return true;
        _buffer.AsSpan(_from, _to - _from).CopyTo(_buffer);
        (_from, _to) = (0, _to - _from);
        while (_to < bytes)
        {
            var read = _stream.Read(_buffer.AsSpan(_to));
            if (read == 0) return false;
            _to += read;
        }
        return true;
    }
}

/// <summary>Reads the fields of a frame's body in order. Missing or extra bytes make it a bad frame.</summary>
internal ref struct FrameFields(FrameKind kind, ReadOnlySpan<byte> body)
{
    private ReadOnlySpan<byte> _left = body;

    /// <summary>Reads a byte.</summary>
    public byte Byte() => Next(1)[0];

    /// <summary>Reads a byte that must be below a limit.</summary>
    public byte Below(string what, byte limit) => (byte)Within(what, Byte(), limit);

    /// <summary>Reads 4 bytes.</summary>
    public int Int32() => BinaryPrimitives.ReadInt32LittleEndian(Next(sizeof(int)));

    /// <summary>Reads 8 bytes as an integer.</summary>
    public long Int64() => BinaryPrimitives.ReadInt64LittleEndian(Next(sizeof(long)));

    /// <summary>Reads 8 bytes as a double.</summary>
    public double Double() => BinaryPrimitives.ReadDoubleLittleEndian(Next(sizeof(double)));

    /// <summary>Reads so many bytes.</summary>
    public ReadOnlySpan<byte> Bytes(int count) => Next(count);

    /// <summary>Reads 4 bytes as an integer that must be 0 or more and below a limit.</summary>
    public int Int32(string what, int limit) => (int)Within(what, Int32(), limit);

    /// <summary>Reads 8 bytes as an integer that must be 0 or more and below a limit.</summary>
    public long Int64(string what, long limit) => Within(what, Int64(), limit);

    /// <summary>Checks that every byte has been read.</summary>
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

/// <summary>Thrown for bytes that are not a frame, or a frame with impossible contents. It ends the link.</summary>
/// <param name="what">What is wrong, as a clause.</param>
internal sealed class BadFrameException(string what) : Exception(what);
