using ActorBackprop.Cluster.Wire.Tcp;
using Akka.Actor.Setup;

namespace ActorBackprop.Cluster.Remoting;

/// <summary>Where <see cref="TokenTransport"/> listens, and whom it lets in. It is handed over in memory: the token is in no configuration.</summary>
/// <param name="host">The name or address that it listens on, and is known by.</param>
/// <param name="port">The port; 0 takes a free one.</param>
/// <param name="token">The run's secret: a connection gets through only if both ends know it.</param>
/// <param name="tls">How connections are secured; null for plain ones. Default: null.</param>
/// <param name="refusals">Told who is refused; null for nobody. Default: null.</param>
public sealed class TransportSetup(string host, int port, string token, WireTls? tls = null, Refusals? refusals = null) : Setup
{
    /// <summary>The name or address that it listens on, and is known by.</summary>
    public string Host => host;

    /// <summary>The port; 0 takes a free one.</summary>
    public int Port => port;

    /// <summary>The run's secret.</summary>
    public string Token => token;

    /// <summary>How connections are secured; null for plain ones.</summary>
    public WireTls? Tls => tls;

    /// <summary>Told who is refused; null for nobody.</summary>
    public Refusals? Refusals => refusals;
}
