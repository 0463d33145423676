using System.Net;
using System.Net.Sockets;
using System.Security.Authentication;

namespace ActorBackprop.Cluster.Transport.Tcp;

/// <summary>
/// Where worker processes connect to. A connection gets through with a key that was issued for it, and with TLS after it has
/// shown a certificate; before, it costs a socket and a few bytes, whatever it sends, and there are few of them.
/// </summary>
public sealed class WireListener : IDisposable
{
    /// <summary>Most connections that have not shown a key; the oldest is closed for what comes beyond.</summary>
    public const int MaxUnproven = 64;

    // How soon the time of those that say nothing is looked at.
    private static readonly TimeSpan LookInterval = TimeSpan.FromMilliseconds(50);

    private readonly Socket _socket;
    private readonly WireTls? _tls;
    private readonly TimeSpan _patience;
    private readonly Refusals? _refusals;
    private readonly WireKeys _keys = new();
    private readonly List<UnprovenConnection> _unproven = [];
    private volatile bool _isDisposed;

    /// <summary>Listens.</summary>
    /// <param name="endPoint">Where; port 0 for any.</param>
    /// <param name="tls">Mutual TLS; null for none.</param>
    /// <param name="patience">How long a connection may take to show its key. Default: 5 s.</param>
    /// <param name="refusals">Told of connections without a valid certificate or key; null for none. Default: null.</param>
    /// <exception cref="SocketException">It cannot listen there.</exception>
    public WireListener(IPEndPoint endPoint, WireTls? tls = null, TimeSpan? patience = null, Refusals? refusals = null)
    {
        (_tls, _patience, _refusals) = (tls, patience ?? TimeSpan.FromSeconds(5), refusals);
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

    /// <summary>Revokes a key that was not used.</summary>
    public void Revoke(ReadOnlySpan<byte> key) => _keys.Revoke(key);

    /// <summary>Stops listening. Connections that were handed over stay.</summary>
    public void Dispose()
    {
        _isDisposed = true;
        _socket.Dispose();
    }

    // One thread waits for all: for the next connection, and for the bytes of those that have not shown a key.
    private void Listen()
    {
        while (!_isDisposed)
        {
            try
            {
                if (_unproven.Count == 0) Accept(); // waits for as long as it takes
                else Look();
            }
            catch (Exception cause) when (cause is SocketException or ObjectDisposedException)
            {
                Thread.Yield(); // a connection that was gone before it was looked at
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
        var who = $"{((IPEndPoint)socket.RemoteEndPoint!).Address} at the port for gradients";
        _ = candidate.Prove(_tls, _keys, why => _refusals?.Tell(who, why));
    }

    private void Look()
    {
        foreach (var candidate in _unproven)
            if (!candidate.IsDone && Environment.TickCount64 - candidate.Since >= _patience.TotalMilliseconds) candidate.GiveUp();
        _unproven.RemoveAll(candidate => candidate.IsDone);
        var readable = new List<Socket>(_unproven.Count + 1) { _socket };
        foreach (var candidate in _unproven) readable.Add(candidate.Socket);
        Socket.Select(readable, null, null, LookInterval);
        foreach (var candidate in _unproven)
            if (readable.Contains(candidate.Socket)) candidate.Pump();
        if (readable.Contains(_socket)) Accept();
    }
}

/// <summary>A connection that has not shown a key yet.</summary>
/// <param name="socket">The connection.</param>
/// <param name="since">When it came.</param>
internal sealed class UnprovenConnection(Socket socket, long since) : IDisposable
{
    private readonly SocketStream _stream = new(socket);
    private volatile bool _isDone;
    private int _isDecided;

    /// <summary>The connection.</summary>
    public Socket Socket => _stream.Socket;

    /// <summary>When it came.</summary>
    public long Since { get; } = since;

    /// <summary>Whether it is through, or closed.</summary>
    public bool IsDone => _isDone;

    /// <summary>Takes what has come.</summary>
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

    /// <summary>Waits for certificate and key, without a thread, and hands the connection over or closes it.</summary>
    /// <param name="tls">How it is secured; null for not at all.</param>
    /// <param name="keys">Which keys there are.</param>
    /// <param name="refused">Told why it does not get through, where it has shown something that is not good.</param>
    public async Task Prove(WireTls? tls, WireKeys keys, Action<string> refused)
    {
        try
        {
            var stream = tls is null ? (Stream)_stream : new TlsStream(_stream);
            if (stream is TlsStream secured) await secured.AuthenticateAsServerAsync(tls!.ForListener(refused));
            var key = await ReadKey(stream);
            if (!Decide()) return; // too late, and the key stays unused
            if (key is null || keys.TryUse(key) is not { } connected)
            {
                if (key is not null) refused("its key was never issued, or is used");
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
            Dispose(); // closed, or no TLS, or no good certificate
        }
    }

    /// <summary>Its time is over: closes it, unless its key is being looked at.</summary>
    public void GiveUp()
    {
        if (Decide()) Dispose();
    }

    /// <summary>Closes it.</summary>
    public void Dispose()
    {
        _isDone = true;
        _stream.Dispose();
    }

    private bool Decide() => Interlocked.Exchange(ref _isDecided, 1) == 0;

    /// <summary>The key of the greeting; null if it is none, as soon as that can be told.</summary>
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
