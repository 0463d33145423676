using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;

namespace ActorBackprop.Cluster.Remoting;

/// <summary>
/// Accepts connections and passes on those whose other end has the token. Before that a connection costs a socket and a few bytes,
/// whatever it sends, and its time is limited; if there are too many, the oldest is closed.
/// </summary>
internal sealed class TokenListener : IDisposable
{
    /// <summary>The most connections that have not proved that they know the token.</summary>
    public const int MaxUnproved = 64;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5), RetryInterval = TimeSpan.FromMilliseconds(100);

    private readonly Socket _socket;
    private readonly TransportSetup _setup;
    private readonly Action<Socket, Stream> _connected;
    private readonly TokenProof _proof;
    private readonly string _name;
    private readonly Lock _gate = new();
    private readonly LinkedList<Socket> _unproved = [];
    private volatile bool _isDisposed;

    /// <summary>Starts to listen.</summary>
    /// <param name="endPoint">The address; port 0 takes a free one.</param>
    /// <param name="setup">The token, and how connections are secured.</param>
    /// <param name="connected">Receives each connection that is admitted.</param>
    /// <exception cref="SocketException">The address is not available.</exception>
    public TokenListener(IPEndPoint endPoint, TransportSetup setup, Action<Socket, Stream> connected)
    {
        (_setup, _connected, _proof) = (setup, connected, new TokenProof(setup.Token));
        _socket = new Socket(endPoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            _socket.Bind(endPoint);
            _socket.Listen(512);
        }
        catch (SocketException)
        {
            _socket.Dispose();
            throw;
        }
        EndPoint = (IPEndPoint)_socket.LocalEndPoint!;
        _name = setup.Host.Contains(':') ? $"[{setup.Host}]:{EndPoint.Port}" : $"{setup.Host}:{EndPoint.Port}";
        _ = Accept();
    }

    /// <summary>The address it listens on.</summary>
    public IPEndPoint EndPoint { get; }

    /// <summary>Stops listening. Connections that were passed on stay open.</summary>
    public void Dispose()
    {
        _isDisposed = true;
        _socket.Dispose();
        lock (_gate)
            foreach (var socket in _unproved) socket.Dispose();
    }

    private async Task Accept()
    {
        while (!_isDisposed)
        {
            try
            {
                var socket = await _socket.AcceptAsync();
                Enter(socket);
                _ = Admit(socket);
            }
            catch (Exception cause) when (cause is SocketException or ObjectDisposedException)
            {
                // The connection ended before it was accepted; or there is no descriptor for it until another connection is closed.
                if (!_isDisposed) await Task.Delay(RetryInterval);
            }
        }
    }

    private void Enter(Socket socket)
    {
        lock (_gate)
        {
            if (_unproved.Count == MaxUnproved)
            {
                _unproved.First!.Value.Dispose();
                _unproved.RemoveFirst();
            }
            _unproved.AddLast(socket);
        }
    }

    /// <summary>Passes a connection on, or closes it.</summary>
    private async Task Admit(Socket socket)
    {
        var isAdmitted = false;
        using var patience = new CancellationTokenSource(Patience);
        try
        {
            socket.NoDelay = true;
            var from = $"{((IPEndPoint)socket.RemoteEndPoint!).Address} (Akka's port)";
            Stream stream = new NetworkStream(socket, ownsSocket: true);
            if (_setup.Tls is { } tls)
            {
                var secured = new SslStream(stream);
                stream = secured;
                await secured.AuthenticateAsServerAsync(tls.ForListener(why => _setup.Refusals?.Tell(from, why)), patience.Token);
            }
            var why = await _proof.Listen(stream, _name, patience.Token);
            if (why is not null) _setup.Refusals?.Tell(from, why);
            isAdmitted = why is null && Leave(socket);
            if (isAdmitted) _connected(socket, stream);
        }
        catch (Exception cause) when (cause is IOException or SocketException or AuthenticationException or OperationCanceledException
            or InvalidOperationException)
        {
            // closed, too slow, no TLS, or an invalid certificate
        }
        finally
        {
            Leave(socket);
            if (!isAdmitted) socket.Dispose();
        }
    }

    /// <summary>Returns whether a connection was still open, and not closed in favour of a newer one.</summary>
    private bool Leave(Socket socket)
    {
        lock (_gate) return _unproved.Remove(socket);
    }
}
