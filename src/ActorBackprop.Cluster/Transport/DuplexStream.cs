using System.Net.Sockets;
using ActorBackprop.Cluster.Transport.Tcp;

namespace ActorBackprop.Cluster.Transport;

/// <summary>A stream of bytes in both directions: one thread may read while another writes.</summary>
internal abstract class DuplexStream : Stream
{
    /// <summary>Whether a small frame can be written without waiting.</summary>
    public abstract bool IsWritable { get; }

    /// <inheritdoc/>
    public override bool CanRead => true;

    /// <inheritdoc/>
    public override bool CanSeek => false;

    /// <inheritdoc/>
    public override bool CanWrite => true;

    /// <inheritdoc/>
    public override long Length => throw new NotSupportedException();

    /// <inheritdoc/>
    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <inheritdoc/>
    public abstract override int Read(Span<byte> buffer);

    /// <inheritdoc/>
    public abstract override void Write(ReadOnlySpan<byte> buffer);

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    /// <inheritdoc/>
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void SetLength(long value) => throw new NotSupportedException();
}

/// <summary>Tells whether a small frame can be written to a stream without waiting.</summary>
internal static class StreamReadiness
{
    /// <summary>Returns whether a small frame can be written without waiting; false if that is unknown.</summary>
    public static bool IsWritable(Stream stream)
    {
        try
        {
            return stream switch
            {
                DuplexStream duplex => duplex.IsWritable,
                TlsStream tls => tls.Tcp.IsWritable,
                _ => false,
            };
        }
        catch (Exception closed) when (closed is IOException or SocketException or ObjectDisposedException)
        {
            return false; // the next write reports it
        }
    }
}
