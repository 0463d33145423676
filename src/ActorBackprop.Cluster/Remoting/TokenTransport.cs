using System.Collections.Concurrent;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using ActorBackprop.Cluster.Membership;
using ActorBackprop.Cluster.Transport.Tcp;
using Akka.Actor;
using Akka.Actor.Setup;
using Akka.Configuration;
using Akka.Remote.Transport;

namespace ActorBackprop.Cluster.Remoting;

/// <summary>
/// Akka.Remote's transport between the processes of a run. Unlike Akka's own it checks each connection before Akka learns of it: without
/// the run's token a connection reaches no actor, and costs one line of the log and little memory. Created by Akka, as configured by
/// ClusterSystem.
/// </summary>
internal sealed class TokenTransport : Akka.Remote.Transport.Transport
{
    private static readonly TimeSpan TimeToClose = TimeSpan.FromSeconds(2);

    private readonly TransportSetup _setup;
    private readonly TaskCompletionSource<IAssociationEventListener> _listener = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ConcurrentDictionary<TokenAssociation, bool> _open = [];
    private Action _stopListening = static () => { };
    private Address? _local;

    /// <summary>Creates the transport; called by Akka.</summary>
    /// <param name="system">The system it belongs to, whose setup has a <see cref="TransportSetup"/>.</param>
    /// <param name="config">Its section of the configuration, which has no settings of its own.</param>
    public TokenTransport(ActorSystem system, Config config)
    {
        (System, Config) = (system, config);
        _setup = system.Settings.Setup.Get<TransportSetup>() is { HasValue: true } setup
            ? setup.Value
            : throw new ConfigurationException($"{nameof(TokenTransport)} needs a {nameof(TransportSetup)} in the actor system's setup");
        (SchemeIdentifier, MaximumPayloadBytes) = (_setup.Tls is null ? "tcp" : "ssl.tcp", TokenAssociation.MaxFrameBytes);
    }

    /// <inheritdoc/>
    public override string SchemeIdentifier { get; protected set; }

    /// <inheritdoc/>
    public override long MaximumPayloadBytes { get; protected set; }

    /// <inheritdoc/>
    public override async Task<(Address, TaskCompletionSource<IAssociationEventListener>)> Listen()
    {
        var addresses = await Dns.GetHostAddressesAsync(_setup.Host);
        var port = new TokenListener(new IPEndPoint(addresses[0], _setup.Port), _setup, (socket, stream) => _ = Enter(socket, stream));
        _stopListening = port.Dispose;
        _local = AddressAt(_setup.Host, port.EndPoint.Port);
        return (_local, _listener);
    }

    /// <inheritdoc/>
    public override bool IsResponsibleFor(Address remote) => true;

    /// <inheritdoc/>
    /// <exception cref="InvalidAssociationException">The other system cannot be reached, or one end has refused the other.</exception>
    public override async Task<AssociationHandle> Associate(Address remoteAddress)
    {
        var attempt = new ConnectionAttempt(remoteAddress, _setup);
        if (await attempt.Open() is { } stream) return Keep(new TokenAssociation(_local!, remoteAddress, attempt.Socket, stream));
        System.EventStream.Publish(attempt.Failure);
        throw new InvalidAssociationException(attempt.Failure!.Why);
    }

    /// <inheritdoc/>
    public override async Task<bool> Shutdown()
    {
        _stopListening();
        var open = _open.Keys.ToArray();
        foreach (var association in open) Close(association);
        var closed = Task.WhenAll(open.Select(association => association.Closed));
        return await Task.WhenAny(closed, Task.Delay(TimeToClose)) == closed;
    }

    private async Task Enter(Socket socket, Stream stream)
    {
        var listener = await _listener.Task;
        var from = (IPEndPoint)socket.RemoteEndPoint!;
        var remote = AddressAt(from.Address.ToString(), from.Port);
        listener.Notify(new InboundAssociation(Keep(new TokenAssociation(_local!, remote, socket, stream))));
    }

    /// <summary>Returns an address, in which an IPv6 host has brackets.</summary>
    private Address AddressAt(string host, int port) => new(SchemeIdentifier, System.Name, host.Contains(':') ? $"[{host}]" : host, port);

    private TokenAssociation Keep(TokenAssociation association)
    {
        _open[association] = true;
        association.Closed.ContinueWith(_ => _open.TryRemove(association, out bool _), TaskScheduler.Default);
        return association;
    }

#pragma warning disable CS0618 // Akka's own way to close one
    private static void Close(TokenAssociation association) => association.Disassociate();
#pragma warning restore CS0618
}

/// <summary>One attempt to connect to another system: secures the connection, proves the token and checks the other end's name.</summary>
/// <param name="remote">The address of the other system.</param>
/// <param name="setup">The token, and how connections are secured.</param>
internal sealed class ConnectionAttempt(Address remote, TransportSetup setup)
{
    private static readonly TimeSpan TimeToConnect = TimeSpan.FromSeconds(4);

    private readonly string _host = remote.Host.Trim('[', ']');
    private string? _untrusted, _otherName;
    private bool _isSecured;

    /// <summary>The socket of the connection; disposed if the attempt fails.</summary>
    public Socket Socket { get; } = new(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };

    /// <summary>The reason why the attempt failed; null before that.</summary>
    public ConnectionFailed? Failure { get; private set; }

    private string At => $"{remote.Host}:{remote.Port}";

    /// <summary>Connects; returns null and sets <see cref="Failure"/> if that fails.</summary>
    public async Task<Stream?> Open()
    {
        using var patience = new CancellationTokenSource(TimeToConnect);
        try
        {
            return await Open(patience.Token);
        }
        catch (Exception cause) when (cause is IOException or SocketException or AuthenticationException or OperationCanceledException
            or InvalidDataException or InvalidOperationException)
        {
            Socket.Dispose();
            Failure = await Explain(cause);
            return null;
        }
    }

    private async Task<Stream> Open(CancellationToken patience)
    {
        await Socket.ConnectAsync(_host, remote.Port!.Value, patience);
        Stream stream = new NetworkStream(Socket, ownsSocket: true);
        if (setup.Tls is { } tls)
        {
            var secured = new SslStream(stream);
            stream = secured;
            await secured.AuthenticateAsClientAsync(tls.ForConnector(why => _untrusted = why), patience);
            _isSecured = true;
        }
        var name = await new TokenProof(setup.Token).Connect(stream, patience);
        if (name == At) return stream;
        _otherName = name; // Akka at the other end would drop every message that is sent to this name
        throw new InvalidOperationException("the other end has another name");
    }

    private async Task<ConnectionFailed> Explain(Exception cause) => cause switch
    {
        WrongTokenException => new(cause.Message, WorkerEnd.Refused),
        _ when _otherName is not null => new($"the leader at {At} calls itself {_otherName} and answers to that address only; "
            + "join it there, or have it listen on an address that both sides use", WorkerEnd.NoLeader),
        _ when _untrusted is not null => new($"this side does not trust the leader at {At}: {_untrusted}", WorkerEnd.NoLeader),
        OperationCanceledException =>
            new($"{At} accepts connections and does not answer, so its process is paused or busy, or it is not a leader", null),
        SocketException => new($"cannot connect to {At} ({cause.Message})", null),
        InvalidDataException => new($"{At} is not a leader of this version", null),
        _ when setup.Tls is not null && !_isSecured =>
            new($"{At} does not speak TLS, so its leader has no certificates, or it is not a leader", null),
        _ when _isSecured && await Accepts() => // it has closed this connection, but still runs
            new($"the leader at {At} does not trust this side's certificate; the leader's log says why", WorkerEnd.NoLeader),
        _ => new($"{At} ends each connection, so its leader expects certificates, or it is not a leader", null),
    };

    private async Task<bool> Accepts() =>
        (await LeaderSearch.Find(_host, remote.Port!.Value, loopbackOnly: false, CancellationToken.None)).Found is not null;
}

/// <summary>On the event stream: another system could not be connected to.</summary>
/// <param name="Why">The reason, as a clause.</param>
/// <param name="End">How a worker process ends that cannot connect to its leader for this reason; null if a retry can help.</param>
internal sealed record ConnectionFailed(string Why, WorkerEnd? End);

/// <summary>
/// The address of a <see cref="TokenTransport"/> and the token. It is passed in memory, so that the token is in no configuration.
/// </summary>
/// <param name="host">The name or address that it listens on and is known by.</param>
/// <param name="port">The port; 0 takes a free one.</param>
/// <param name="token">The run's secret: a connection is admitted only if both ends know it.</param>
/// <param name="tls">How connections are secured; null for plain ones. Default: null.</param>
/// <param name="refusals">Reports refused connections; null for none. Default: null.</param>
internal sealed class TransportSetup(string host, int port, string token, WireTls? tls = null, Refusals? refusals = null) : Setup
{
    /// <summary>The name or address that the transport listens on and is known by.</summary>
    public string Host => host;

    /// <summary>The port; 0 takes a free one.</summary>
    public int Port => port;

    /// <summary>The run's secret.</summary>
    public string Token => token;

    /// <summary>How connections are secured; null for plain ones.</summary>
    public WireTls? Tls => tls;

    /// <summary>Reports refused connections; null for none.</summary>
    public Refusals? Refusals => refusals;
}
