using System.Net.Security;
using System.Net.Sockets;

namespace ActorBackprop.Cluster.Transport.Tcp;

/// <summary>
/// A stream on a blocking socket, so that a link's own thread waits in the kernel and not for the thread pool's event loop. At first it is
/// pumped: a thread that waits for many sockets reads for it, and it is read asynchronously. After <see cref="Own"/> one thread reads from
/// the socket directly and one writes to it.
/// </summary>
/// <param name="socket">The socket, owned by the stream.</param>
internal sealed class SocketStream(Socket socket) : DuplexStream
{
    private const int PumpBytes = 1 << 14, BufferBytes = 1 << 18;

    private readonly Lock _gate = new();
    private byte[] _in = [], _out = [];
    private int _from, _to, _pending;
    private TaskCompletionSource? _waiting;
    private bool _isOwned, _isAtEnd;

    /// <summary>The socket.</summary>
    public Socket Socket { get; } = socket;

    /// <inheritdoc/>
    public override bool IsWritable => Socket.Poll(0, SelectMode.SelectWrite);

    /// <summary>Reads the bytes that have arrived, of which there must be some. Does nothing after <see cref="Own"/>.</summary>
    public void Pump()
    {
        TaskCompletionSource? waiting;
        lock (_gate)
        {
            if (_isOwned) return;
            if (_in.Length == 0) _in = new byte[PumpBytes];
            if (_from == _to) (_from, _to) = (0, 0);
            if (_to == _in.Length) return; // the reader is behind
            var read = Socket.Receive(_in.AsSpan(_to));
            _to += read;
            _isAtEnd |= read == 0;
            (waiting, _waiting) = (_waiting, null);
        }
        waiting?.SetResult();
    }

    /// <summary>Ends the pumping.</summary>
    /// <param name="isBuffered">Whether small reads and writes are buffered, writes until <see cref="Flush"/>.</param>
    public void Own(bool isBuffered)
    {
        lock (_gate)
        {
            _isOwned = true;
            if (!isBuffered) return;
            var left = _in.AsSpan(_from, _to - _from);
            (_in, _out) = (new byte[BufferBytes], new byte[BufferBytes]);
            left.CopyTo(_in);
            (_from, _to) = (0, left.Length);
        }
    }

    /// <inheritdoc/>
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        while (true)
        {
            TaskCompletionSource waiting;
            lock (_gate)
            {
                if (_isAtEnd || _from < _to || buffer.IsEmpty) return Taken(buffer.Span);
                waiting = _waiting = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            }
            await waiting.Task.WaitAsync(cancellationToken);
        }
    }

    /// <inheritdoc/>
    public override int Read(Span<byte> buffer)
    {
        if (_from < _to || buffer.IsEmpty) return Taken(buffer);
        if (_out.Length == 0 || buffer.Length >= BufferBytes) return Receive(buffer);
        (_from, _to) = (0, Receive(_in));
        return Taken(buffer);
    }

    /// <inheritdoc/>
    public override void Write(ReadOnlySpan<byte> buffer)
    {
        if (buffer.Length > _out.Length - _pending) Flush();
        if (buffer.Length > _out.Length) Send(buffer);
        else
        {
            buffer.CopyTo(_out.AsSpan(_pending));
            _pending += buffer.Length;
        }
    }

    /// <inheritdoc/>
    public override void Flush()
    {
        if (_pending == 0) return;
        Send(_out.AsSpan(0, _pending));
        _pending = 0;
    }

    /// <inheritdoc/>
    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        Write(buffer.Span); // the few bytes of a handshake do not block
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public override Task FlushAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        ShutDown();
        TaskCompletionSource? waiting;
        lock (_gate)
        {
            _isAtEnd = true;
            (waiting, _waiting) = (_waiting, null);
        }
        waiting?.SetResult();
        base.Dispose(disposing);
    }

    // Without the shutdown a socket that a thread waits for is reset, and the last bytes may never arrive.
    private void ShutDown()
    {
        try
        {
            Socket.Shutdown(SocketShutdown.Both);
        }
        catch (Exception gone) when (gone is SocketException or ObjectDisposedException)
        {
            // never connected, or closed already
        }
        Socket.Dispose();
    }

    private int Taken(Span<byte> buffer)
    {
        var count = Math.Min(buffer.Length, _to - _from);
        _in.AsSpan(_from, count).CopyTo(buffer);
        _from += count;
        return count;
    }

    private int Receive(Span<byte> buffer)
    {
        try
        {
            return Socket.Receive(buffer);
        }
        catch (SocketException cause)
        {
            throw new IOException(cause.Message, cause);
        }
    }

    private void Send(ReadOnlySpan<byte> buffer)
    {
        try
        {
            while (buffer.Length > 0) buffer = buffer[Socket.Send(buffer)..];
        }
        catch (SocketException cause)
        {
            throw new IOException(cause.Message, cause);
        }
    }
}

/// <summary>TLS over a socket, whose readiness for writing can still be tested.</summary>
internal sealed class TlsStream(SocketStream tcp) : SslStream(tcp)
{
    /// <summary>The stream of the socket.</summary>
    public SocketStream Tcp => (SocketStream)InnerStream;
}
