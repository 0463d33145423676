using ActorBackprop.Cluster.Remoting;
using ActorBackprop.Cluster.Transport.Tcp;
using Akka.Actor;
using Akka.Actor.Setup;
using Akka.Configuration;
using Akka.Event;

namespace ActorBackprop.Cluster.Hosts;

/// <summary>Starts and addresses actor systems that communicate: the leader's, and those of the worker processes.</summary>
public static class ClusterSystem
{
    /// <summary>The name of every such system.</summary>
    public const string Name = "actorbackprop";

    /// <summary>Starts a system, to which others can connect only with the token: see <see cref="TokenTransport"/>.</summary>
    /// <param name="settings">Akka's settings.</param>
    /// <param name="host">The name or address that it listens on and is known by.</param>
    /// <param name="port">The port; 0 takes a free one.</param>
    /// <param name="token">The run's secret.</param>
    /// <param name="tls">How connections are secured; null for plain ones.</param>
    /// <param name="refusals">Reports refused connections; null for none. Default: null.</param>
    /// <param name="more">Further setup, such as for the logger. Default: null, none.</param>
    public static ActorSystem Start(Config settings, string host, int port, string token, WireTls? tls, Refusals? refusals = null,
        Setup? more = null)
    {
        var config = ConfigurationFactory.ParseString($$"""
            akka.remote {
              enabled-transports = ["akka.remote.token"]
              token {
                transport-class = "{{typeof(TokenTransport).FullName}}, {{typeof(TokenTransport).Assembly.GetName().Name}}"
                applied-adapters = []
                transport-protocol = tcp
              }
            }
            """).WithFallback(settings);
        var transport = new TransportSetup(host, port, token, tls, refusals);
        var setup = ActorSystemSetup.Create(BootstrapSetup.Create().WithConfig(config), transport);
        return ActorSystem.Create(Name, more is null ? setup : setup.And(more));
    }

    /// <summary>Returns the address of a system.</summary>
    public static Address AddressOf(ActorSystem system) => ((ExtendedActorSystem)system).Provider.DefaultAddress;

    /// <summary>Returns the path by which other systems find an actor.</summary>
    internal static string PathOf(ActorSystem system, IActorRef actor) => actor.Path.ToSerializationFormatWithAddress(AddressOf(system));

    /// <summary>Returns the actor with such a path.</summary>
    internal static IActorRef Resolve(ActorSystem system, string path) => ((ExtendedActorSystem)system).Provider.ResolveActorRef(path);

    /// <summary>Returns the address of a leader.</summary>
    /// <param name="host">Its IP address. Addresses are compared as text, so a leader answers to one spelling only.</param>
    /// <param name="port">Its port.</param>
    /// <param name="tls">How connections are secured; null for plain ones.</param>
    public static Address LeaderAt(string host, int port, WireTls? tls) =>
        new(tls is null ? "akka.tcp" : "akka.ssl.tcp", Name, host.Contains(':') ? $"[{host}]" : host, port);
}

/// <summary>
/// Discards what Akka logs before its loggers have started and after they have stopped. Standard output belongs to the program, and a
/// failed association at shutdown needs no report.
/// </summary>
internal sealed class SilentLogger : MinimalLogger
{
    /// <inheritdoc/>
    protected override void Log(object message)
    {
    }
}
