using System.Net;
using ActorBackprop.Cluster.Remoting;
using ActorBackprop.Cluster.Transport.Tcp;
using Akka.Actor;
using Akka.Actor.Setup;
using Akka.Configuration;
using Akka.Event;

namespace ActorBackprop.Cluster.Hosts;

/// <summary>An actor system that speaks to others: the leader's, or a worker process's.</summary>
public static class ClusterSystem
{
    /// <summary>Its name; all have the same.</summary>
    public const string Name = "actorbackprop";

    /// <summary>Starts one, which others reach only with the token: see <see cref="TokenTransport"/>.</summary>
    /// <param name="settings">Akka's settings.</param>
    /// <param name="host">The address it listens on, and is known by.</param>
    /// <param name="port">The port; 0 takes a free one.</param>
    /// <param name="token">The run's secret.</param>
    /// <param name="tls">How connections are secured; null for plain ones.</param>
    /// <param name="refusals">Told of refused connections; null for none. Default: null.</param>
    /// <param name="more">What else the system is created with, such as for its logger. Default: null, nothing.</param>
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

    /// <summary>The address of a system.</summary>
    public static Address AddressOf(ActorSystem system) => ((ExtendedActorSystem)system).Provider.DefaultAddress;

    /// <summary>The path by which others find an actor.</summary>
    internal static string PathOf(ActorSystem system, IActorRef actor) => actor.Path.ToSerializationFormatWithAddress(AddressOf(system));

    /// <summary>The actor of such a path.</summary>
    internal static IActorRef Resolve(ActorSystem system, string path) => ((ExtendedActorSystem)system).Provider.ResolveActorRef(path);

    /// <summary>The address of a leader.</summary>
    /// <param name="host">Its IP address; names are compared as text, so that two names of a leader are two leaders.</param>
    /// <param name="port">Its port.</param>
    /// <param name="tls">How connections are secured; null for plain ones.</param>
    public static Address LeaderAt(string host, int port, WireTls? tls) =>
        new(tls is null ? "akka.tcp" : "akka.ssl.tcp", Name, host.Contains(':') ? $"[{host}]" : host, port);

    /// <summary>The IP address of a system.</summary>
    internal static IPAddress IPAddressOf(Address address) => IPAddress.Parse(address.Host);
}

/// <summary>
/// What Akka logs by while its loggers are not there yet, or not any more: nothing. Standard output is the program's, and a failed
/// association at the very end is no news.
/// </summary>
internal sealed class SilentLogger : MinimalLogger
{
    /// <inheritdoc/>
    protected override void Log(object message)
    {
    }
}
