using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;

namespace ActorBackprop.Cluster.Remoting;

/// <summary>
/// Takes connections, and hands over those whose other end has the token. Before that a connection costs a socket and a few bytes,
/// whatever it sends; there are few of them, and each has little time: where there are too many, the oldest is closed.
/// </summary>
internal sealed class TokenListener : IDisposable
{
    /// <summary>Most connections that have not proved that they know the token.</summary>
    public const int MaxUnproved = 64;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5), RetryInterval = TimeSpan.FromMilliseconds(100);

    private readonly Socket _socket;
    private readonly TransportSetup _setup;
    private readonly Action<Socket, Stream> _connected;
    private readonly TokenProof _proof;
    private readonly Lock _gate = new();
    private readonly LinkedList<Socket> _unproved = [];
    private volatile bool _isDisposed;

    /// <summary>Listens.</summary>
    /// <param name="endPoint">Where; port 0 takes a free one.</param>
    /// <param name="setup">Whom it lets in.</param>
    /// <param name="connected">Gets each connection that is through.</param>
    /// <exception cref="SocketException">It cannot listen there.</exception>
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
        _ = Accept();
    }

    /// <summary>Where it listens.</summary>
    public IPEndPoint EndPoint { get; }

    /// <summary>Stops listening. Connections that were handed over stay.</summary>
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
                // It was gone before it was looked at; or no descriptor is left for it, until another connection is closed.
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

    /// <summary>Hands a connection over, or closes it.</summary>
    private async Task Admit(Socket socket)
    {
        var isThrough = false;
        using var patience = new CancellationTokenSource(Patience);
        try
        {
            socket.NoDelay = true;
            var who = $"{((IPEndPoint)socket.RemoteEndPoint!).Address} (Akka's port)";
            Stream stream = new NetworkStream(socket, ownsSocket: true);
            if (_setup.Tls is { } tls)
            {
                var secured = new SslStream(stream);
                stream = secured;
                await secured.AuthenticateAsServerAsync(tls.ForListener(why => _setup.Refusals?.Tell(who, why)), patience.Token);
            }
            var why = await _proof.Listen(stream, patience.Token);
            if (why is not null) _setup.Refusals?.Tell(who, why);
            isThrough = why is null && Leave(socket);
            if (isThrough) _connected(socket, stream);
        }
        catch (Exception cause) when (cause is IOException or SocketException or AuthenticationException or OperationCanceledException
            or InvalidOperationException)
        {
            // closed, too slow, no TLS, or no good certificate
        }
        finally
        {
            Leave(socket);
            if (!isThrough) socket.Dispose();
        }
    }

    /// <summary>Whether a connection was still there, and not closed in favour of a newer one.</summary>
    private bool Leave(Socket socket)
    {
        lock (_gate) return _unproved.Remove(socket);
    }
}
