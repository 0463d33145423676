using System.Net;
using System.Net.Sockets;
using System.Security.Authentication;

namespace ActorBackprop.Cluster.Transport.Tcp;

/// <summary>
/// Listens for the connections of worker processes. A connection is admitted with a key that was issued for it, and with TLS only after it
/// has shown a certificate; before that it costs a socket and a few bytes, whatever it sends, and their number is limited.
/// </summary>
public sealed class WireListener : IDisposable
{
    /// <summary>The most connections that have not shown a key; when there are more, the oldest is closed.</summary>
    public const int MaxUnproven = 64;

    // The interval at which silent connections are checked.
    private static readonly TimeSpan CheckInterval = TimeSpan.FromMilliseconds(50);

    private readonly Socket _socket;
    private readonly WireTls? _tls;
    private readonly TimeSpan _patience;
    private readonly Refusals? _refusals;
    private readonly WireKeys _keys = new();
    private readonly List<UnprovenConnection> _unproven = [];
    private volatile bool _isDisposed;

    /// <summary>Starts to listen.</summary>
    /// <param name="endPoint">The address; port 0 takes a free one.</param>
    /// <param name="tls">Mutual TLS; null for none.</param>
    /// <param name="patience">The time in which a connection must show its key. Default: 5 s.</param>
    /// <param name="refusals">Reports connections without a valid certificate or key; null for none. Default: null.</param>
    /// <exception cref="SocketException">The address is not available.</exception>
    public WireListener(IPEndPoint endPoint, WireTls? tls = null, TimeSpan? patience = null, Refusals? refusals = null)
    {
        (_tls, _patience, _refusals) = (tls, patience ?? TimeSpan.FromSeconds(5), refusals);
        _socket = new Socket(endPoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        _socket.Bind(endPoint);
        _socket.Listen(512);
        EndPoint = (IPEndPoint)_socket.LocalEndPoint!;
        new Thread(Listen) { IsBackground = true, Name = nameof(WireListener) }.Start();
    }

    /// <summary>The address it listens on.</summary>
    public IPEndPoint EndPoint { get; }

    /// <summary>Issues a key for one connection.</summary>
    /// <param name="connected">Receives the connection; called at most once, on a thread of the listener, so it must not wait.</param>
    /// <returns>The key, 32 bytes, for the connector.</returns>
    public byte[] Issue(Action<Stream> connected) => _keys.Issue(connected);

    /// <summary>Revokes a key that was not used.</summary>
    public void Revoke(ReadOnlySpan<byte> key) => _keys.Revoke(key);

    /// <summary>Stops listening. Connections that were passed on stay open.</summary>
    public void Dispose()
    {
        _isDisposed = true;
        _socket.Dispose();
    }

    // One thread waits for the next connection and for the bytes of all connections that have not shown a key.
    private void Listen()
    {
        while (!_isDisposed)
        {
            try
            {
                if (_unproven.Count == 0) Accept(); // waits without limit
                else Check();
            }
            catch (Exception cause) when (cause is SocketException or ObjectDisposedException)
            {
                Thread.Yield(); // the connection ended before it was accepted
            }
        }
        foreach (var candidate in _unproven)
            if (!candidate.IsDone) candidate.Dispose();
    }

    private void Accept()
    {
        var socket = _socket.Accept();
        if (_unproven.Count >= MaxUnproven)
        {
            _unproven[0].GiveUp();
            _unproven.RemoveAt(0);
        }
        socket.NoDelay = true;
        var candidate = new UnprovenConnection(socket, Environment.TickCount64);
        _unproven.Add(candidate);
        var from = $"{((IPEndPoint)socket.RemoteEndPoint!).Address} at the port for gradients";
        _ = candidate.Prove(_tls, _keys, why => _refusals?.Tell(from, why));
    }

    private void Check()
    {
        foreach (var candidate in _unproven)
            if (!candidate.IsDone && Environment.TickCount64 - candidate.Since >= _patience.TotalMilliseconds) candidate.GiveUp();
        _unproven.RemoveAll(candidate => candidate.IsDone);
        var readable = new List<Socket>(_unproven.Count + 1) { _socket };
        foreach (var candidate in _unproven) readable.Add(candidate.Socket);
        Socket.Select(readable, null, null, CheckInterval);
        foreach (var candidate in _unproven)
            if (readable.Contains(candidate.Socket)) candidate.Pump();
        if (readable.Contains(_socket)) Accept();
    }
}

/// <summary>A connection that has not shown a key yet.</summary>
/// <param name="socket">The connection.</param>
/// <param name="since">The time of its arrival, in milliseconds of <see cref="Environment.TickCount64"/>.</param>
internal sealed class UnprovenConnection(Socket socket, long since) : IDisposable
{
    private readonly SocketStream _stream = new(socket);
    private volatile bool _isDone;
    private int _isDecided;

    /// <summary>The connection.</summary>
    public Socket Socket => _stream.Socket;

    /// <summary>The time of its arrival, in milliseconds.</summary>
    public long Since { get; } = since;

    /// <summary>Whether it is admitted or closed.</summary>
    public bool IsDone => _isDone;

    /// <summary>Reads the bytes that have arrived.</summary>
    public void Pump()
    {
        try
        {
            _stream.Pump();
        }
        catch (Exception cause) when (cause is SocketException or ObjectDisposedException)
        {
            Dispose();
        }
    }

    /// <summary>Waits for the certificate and the key, without blocking a thread, and passes the connection on or closes it.</summary>
    /// <param name="tls">How it is secured; null for a plain connection.</param>
    /// <param name="keys">The keys that are valid.</param>
    /// <param name="refused">Receives the reason if the certificate or key is not valid.</param>
    public async Task Prove(WireTls? tls, WireKeys keys, Action<string> refused)
    {
        try
        {
            var stream = tls is null ? (Stream)_stream : new TlsStream(_stream);
            if (stream is TlsStream secured) await secured.AuthenticateAsServerAsync(tls!.ForListener(refused));
            var key = await ReadKey(stream);
            if (!Decide()) return; // too late; the key stays unused
            if (key is null || keys.TryUse(key) is not { } connected)
            {
                if (key is not null) refused("its key was never issued, or has been used");
                Dispose();
                return;
            }
            _stream.Own(isBuffered: tls is not null);
            _isDone = true;
            stream.Write(Greeting.Answer());
            stream.Flush();
            connected(stream);
        }
        catch (Exception cause) when (cause is IOException or AuthenticationException or SocketException or InvalidOperationException)
        {
            Dispose(); // closed, no TLS, or an invalid certificate
        }
    }

    /// <summary>Closes the connection when its time is over, unless its key is being checked.</summary>
    public void GiveUp()
    {
        if (Decide()) Dispose();
    }

    /// <summary>Closes the connection.</summary>
    public void Dispose()
    {
        _isDone = true;
        _stream.Dispose();
    }

    private bool Decide() => Interlocked.Exchange(ref _isDecided, 1) == 0;

    /// <summary>Reads the greeting and returns its key; null as soon as the bytes cannot be a greeting.</summary>
    private static async Task<byte[]?> ReadKey(Stream stream)
    {
        var greeting = new byte[Greeting.Bytes];
        for (var received = 0; received < greeting.Length;)
        {
            var read = await stream.ReadAsync(greeting.AsMemory(received));
            received += read;
            if (read == 0 || !Greeting.CanBegin(greeting.AsSpan(0, received))) return null;
        }
        return greeting[Greeting.AnswerBytes..];
    }
}

/// <summary>Reports refused connections: each reason of each address once, since a refused process retries, and a limited number in all.</summary>
/// <param name="tell">Receives the address and the reason, on any thread.</param>
public sealed class Refusals(Action<string, string> tell)
{
    /// <summary>The most refusals that are reported: an attacker may have any number of addresses.</summary>
    public const int Max = 256;

    private readonly Lock _gate = new();
    private readonly HashSet<(string From, string Why)> _reported = [];

    /// <summary>Reports a refusal, unless it was reported before or the limit is reached.</summary>
    /// <param name="from">The address.</param>
    /// <param name="why">The reason, as a clause.</param>
    public void Tell(string from, string why)
    {
        bool isLast;
        lock (_gate)
        {
            if (_reported.Count == Max || !_reported.Add((from, why))) return;
            isLast = _reported.Count == Max;
        }
        tell(from, why);
        if (isLast) tell("more processes", "the log does not name them, since it has reached its limit");
    }
}
