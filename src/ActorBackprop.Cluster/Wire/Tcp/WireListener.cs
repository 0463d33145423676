using System.Net;
using System.Net.Sockets;
using System.Security.Authentication;

namespace ActorBackprop.Cluster.Wire.Tcp;

/// <summary>
/// Where worker processes connect to. A connection gets through with a key that was issued for it, and with TLS after it has
/// shown a certificate; before, it costs a socket and a few bytes, whatever it sends, and there are few of them.
/// </summary>
public sealed class WireListener : IDisposable
{
    /// <summary>Most connections that have not shown a key; what comes beyond is closed at once.</summary>
    public const int MostUnknown = 64;

    private static readonly TimeSpan LookInterval = TimeSpan.FromMilliseconds(50);

    private readonly Socket _socket;
    private readonly WireTls? _tls;
    private readonly TimeSpan _patience;
    private readonly WireKeys _keys = new();
    private readonly List<Candidate> _candidates = [];
    private int _shakingHands;
    private volatile bool _isDisposed;

    /// <summary>Listens.</summary>
    /// <param name="endPoint">Where; port 0 for any.</param>
    /// <param name="tls">Mutual TLS; null for none.</param>
    /// <param name="patience">How long a connection may take to show its key. Default: 5 s.</param>
    /// <exception cref="SocketException">It cannot listen there.</exception>
    public WireListener(IPEndPoint endPoint, WireTls? tls = null, TimeSpan? patience = null)
    {
        (_tls, _patience) = (tls, patience ?? TimeSpan.FromSeconds(5));
        _socket = new Socket(endPoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        _socket.Bind(endPoint);
        _socket.Listen(512);
        EndPoint = (IPEndPoint)_socket.LocalEndPoint!;
        new Thread(Listen) { IsBackground = true, Name = nameof(WireListener) }.Start();
    }

    /// <summary>Where it listens.</summary>
    public IPEndPoint EndPoint { get; }

    /// <summary>Issues a key for one connection.</summary>
    /// <param name="connected">Gets the connection; called once at most, from a thread of the listener's: it must not wait.</param>
    /// <returns>The key, 32 bytes, for the connector.</returns>
    public byte[] Issue(Action<Stream> connected) => _keys.Issue(connected);

    /// <summary>Stops listening. Connections that were handed over stay.</summary>
    public void Dispose()
    {
        _isDisposed = true;
        _socket.Dispose();
    }

    // One thread waits for all: for the next connection, and for the bytes of those that have not shown a key. Their sockets
    // stay blocking, so that the link's own threads later wait in the system and not in the thread pool's event loop.
    private void Listen()
    {
        while (!_isDisposed)
        {
            try
            {
                if (_candidates.Count == 0) Accept(); // waits for as long as it takes
                else Look();
            }
            catch (Exception cause) when (cause is SocketException or ObjectDisposedException)
            {
                if (!_isDisposed) Thread.Yield(); // as when it was gone before it was accepted
            }
        }
        foreach (var candidate in _candidates) candidate.Socket.Dispose();
    }

    private void Accept()
    {
        var socket = _socket.Accept();
        if (_candidates.Count + Volatile.Read(ref _shakingHands) >= MostUnknown)
        {
            socket.Dispose();
            return;
        }
        socket.NoDelay = true;
        if (_tls is null) _candidates.Add(new Candidate(socket, Environment.TickCount64));
        else _ = ShakeHands(socket, _tls);
    }

    private void Look()
    {
        var readable = new List<Socket>(_candidates.Count + 1) { _socket };
        foreach (var candidate in _candidates) readable.Add(candidate.Socket);
        Socket.Select(readable, null, null, LookInterval);
        var ready = readable.ToHashSet();
        for (var i = _candidates.Count - 1; i >= 0; i--)
        {
            var candidate = _candidates[i];
            if (ready.Contains(candidate.Socket) ? !Take(candidate) : Environment.TickCount64 - candidate.Since < _patience.TotalMilliseconds) continue;
            _candidates.RemoveAt(i);
            if (!candidate.IsComplete) candidate.Socket.Dispose();
        }
        if (ready.Contains(_socket)) Accept();
    }

    /// <summary>Takes what a connection has sent.</summary>
    /// <returns>Whether it is no longer waited for: it is through, or no good.</returns>
    private bool Take(Candidate candidate)
    {
        if (candidate.TryReceive() && !candidate.IsComplete) return false;
        if (candidate.IsComplete) HandOver(new NetworkStream(candidate.Socket, ownsSocket: true), candidate.Key);
        return true;
    }

    private void HandOver(Stream stream, ReadOnlySpan<byte> key)
    {
        var connected = _keys.TryUse(key);
        try
        {
            if (connected is null)
            {
                stream.Dispose();
                return;
            }
            stream.Write(Greeting.Answer());
            connected(stream);
        }
        catch (IOException)
        {
            stream.Dispose(); // gone already; the key is used
        }
    }

    private async Task ShakeHands(Socket socket, WireTls tls)
    {
        Interlocked.Increment(ref _shakingHands);
        var stream = new TlsStream(new NetworkStream(socket, ownsSocket: true));
        try
        {
            using var patience = new CancellationTokenSource(_patience);
            await stream.AuthenticateAsServerAsync(tls.ForListener(), patience.Token);
            var greeting = new byte[Greeting.Bytes];
            await stream.ReadExactlyAsync(greeting, patience.Token);
            if (Greeting.CanBegin(greeting)) HandOver(stream, greeting.AsSpan(Greeting.AnswerBytes));
            else await stream.DisposeAsync();
        }
        catch (Exception cause) when (cause is IOException or AuthenticationException or OperationCanceledException
            or SocketException or ObjectDisposedException or InvalidOperationException)
        {
            await stream.DisposeAsync();
        }
        finally
        {
            Interlocked.Decrement(ref _shakingHands);
        }
    }
}
