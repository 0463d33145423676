using System.Net;
using System.Net.Sockets;

namespace ActorBackprop.Cluster.Wire.Tcp;

/// <summary>
/// Where worker processes connect to. A connection gets through with a key that was issued for it, and with TLS after it has
/// shown a certificate; before, it costs a socket and a few bytes, whatever it sends, and there are few of them.
/// </summary>
public sealed class WireListener : IDisposable
{
    /// <summary>Most connections that have not shown a key; the oldest is closed for what comes beyond.</summary>
    public const int MostUnknown = 64;

    // How soon the time of those that say nothing is looked at.
    private static readonly TimeSpan LookInterval = TimeSpan.FromMilliseconds(50);

    private readonly Socket _socket;
    private readonly WireTls? _tls;
    private readonly TimeSpan _patience;
    private readonly Refusals? _refusals;
    private readonly WireKeys _keys = new();
    private readonly List<Candidate> _candidates = [];
    private volatile bool _isDisposed;

    /// <summary>Listens.</summary>
    /// <param name="endPoint">Where; port 0 for any.</param>
    /// <param name="tls">Mutual TLS; null for none.</param>
    /// <param name="patience">How long a connection may take to show its key. Default: 5 s.</param>
    /// <param name="refusals">Told who shows no good certificate or key; null for nobody. Default: null.</param>
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

    /// <summary>Takes back a key that nobody has come with.</summary>
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
                if (_candidates.Count == 0) Accept(); // waits for as long as it takes
                else Look();
            }
            catch (Exception cause) when (cause is SocketException or ObjectDisposedException)
            {
                Thread.Yield(); // a connection that was gone before it was looked at
            }
        }
        foreach (var candidate in _candidates)
            if (!candidate.IsDone) candidate.Dispose();
    }

    private void Accept()
    {
        var socket = _socket.Accept();
        if (_candidates.Count >= MostUnknown)
        {
            _candidates[0].GiveUp();
            _candidates.RemoveAt(0);
        }
        socket.NoDelay = true;
        var candidate = new Candidate(socket, Environment.TickCount64);
        _candidates.Add(candidate);
        var who = $"{((IPEndPoint)socket.RemoteEndPoint!).Address} at the port for gradients";
        _ = candidate.Prove(_tls, _keys, why => _refusals?.Tell(who, why));
    }

    private void Look()
    {
        foreach (var candidate in _candidates)
            if (!candidate.IsDone && Environment.TickCount64 - candidate.Since >= _patience.TotalMilliseconds) candidate.GiveUp();
        _candidates.RemoveAll(candidate => candidate.IsDone);
        var readable = new List<Socket>(_candidates.Count + 1) { _socket };
        foreach (var candidate in _candidates) readable.Add(candidate.Socket);
        Socket.Select(readable, null, null, LookInterval);
        foreach (var candidate in _candidates)
            if (readable.Contains(candidate.Socket)) candidate.Pump();
        if (readable.Contains(_socket)) Accept();
    }
}
