using System.Collections.Concurrent;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using ActorBackprop.Cluster.Transport.Tcp;
using Akka.Actor;
using Akka.Actor.Setup;
using Akka.Configuration;
using Akka.Remote.Transport;

namespace ActorBackprop.Cluster.Remoting;

/// <summary>
/// Akka.Remote's transport between the processes of a run. Unlike Akka's own it looks at who connects before Akka hears of it: a connection
/// without the run's token reaches no actor, no log but one line, and little memory. Made by Akka, as ClusterSystem says.
/// </summary>
internal sealed class TokenTransport : Akka.Remote.Transport.Transport
{
    private static readonly TimeSpan TimeToConnect = TimeSpan.FromSeconds(5), TimeToClose = TimeSpan.FromSeconds(2);

    private readonly TransportSetup _setup;
    private readonly TaskCompletionSource<IAssociationEventListener> _listener = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ConcurrentDictionary<TokenAssociation, bool> _open = [];
    private Action _stopListening = static () => { };
    private Address? _local;

    /// <summary>For Akka.</summary>
    /// <param name="system">Whose transport it is; its setup has a <see cref="TransportSetup"/>.</param>
    /// <param name="config">Its section of the configuration, which says nothing else.</param>
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
    /// <exception cref="InvalidAssociationException">It cannot be reached, or one end has refused the other; the message says which.</exception>
    public override async Task<AssociationHandle> Associate(Address remoteAddress)
    {
        using var patience = new CancellationTokenSource(TimeToConnect);
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        string? untrusted = null;
        try
        {
            await socket.ConnectAsync(remoteAddress.Host.Trim('[', ']'), remoteAddress.Port!.Value, patience.Token);
            Stream stream = new NetworkStream(socket, ownsSocket: true);
            if (_setup.Tls is { } tls)
            {
                var secured = new SslStream(stream);
                stream = secured;
                await secured.AuthenticateAsClientAsync(tls.ForConnector(why => untrusted = why), patience.Token);
            }
            await new TokenProof(_setup.Token).Connect(stream, patience.Token);
            return Keep(new TokenAssociation(_local!, remoteAddress, socket, stream));
        }
        catch (Exception cause) when (cause is IOException or SocketException or AuthenticationException or OperationCanceledException
            or InvalidOperationException)
        {
            socket.Dispose();
            var why = cause switch
            {
                _ when untrusted is not null => $"this side does not trust it: {untrusted}",
                OperationCanceledException => $"it does not answer within {TimeToConnect.TotalSeconds:0} s",
                EndOfStreamException => "it has closed the connection: it may expect certificates, or none, or be another program",
                _ => cause.Message,
            };
            System.EventStream.Publish(new ConnectionFailed(remoteAddress.Port!.Value, why, cause is WrongTokenException));
            throw new InvalidAssociationException($"{remoteAddress.Host}:{remoteAddress.Port}: {why}", cause);
        }
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

    /// <summary>In an address an IPv6 host has brackets.</summary>
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

/// <summary>On the event stream: another system could not be connected to.</summary>
/// <param name="Port">Its port.</param>
/// <param name="Why">A sentence without its end.</param>
/// <param name="IsFinal">Whether to try again is of no use.</param>
internal sealed record ConnectionFailed(int Port, string Why, bool IsFinal);

/// <summary>Where <see cref="TokenTransport"/> listens, and whom it lets in. It is handed over in memory: the token is in no configuration.</summary>
/// <param name="host">The name or address that it listens on, and is known by.</param>
/// <param name="port">The port; 0 takes a free one.</param>
/// <param name="token">The run's secret: a connection gets through only if both ends know it.</param>
/// <param name="tls">How connections are secured; null for plain ones. Default: null.</param>
/// <param name="refusals">Told of refused connections; null for none. Default: null.</param>
internal sealed class TransportSetup(string host, int port, string token, WireTls? tls = null, Refusals? refusals = null) : Setup
{
    /// <summary>The name or address that it listens on, and is known by.</summary>
    public string Host => host;

    /// <summary>The port; 0 takes a free one.</summary>
    public int Port => port;

    /// <summary>The run's secret.</summary>
    public string Token => token;

    /// <summary>How connections are secured; null for plain ones.</summary>
    public WireTls? Tls => tls;

    /// <summary>Told of refused connections; null for none.</summary>
    public Refusals? Refusals => refusals;
}
