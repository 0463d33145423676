using System.Globalization;
using System.Security.Cryptography.X509Certificates;
using ActorBackprop.Cluster.Wire.Tcp;
using Akka.Actor;
using Akka.Actor.Setup;
using Akka.Configuration;
using Akka.Event;
using Akka.Remote.Transport.DotNetty;

namespace ActorBackprop.Cluster.Hosts;

/// <summary>An actor system that speaks to others: the leader's, or a worker process's.</summary>
public static class ClusterSystem
{
    /// <summary>Its name; all have the same.</summary>
    public const string Name = "actorbackprop";

    /// <summary>Starts one.</summary>
    /// <param name="settings">Akka's settings, those of the cluster included.</param>
    /// <param name="host">The address it listens on, and is known by.</param>
    /// <param name="port">The port; 0 takes a free one.</param>
    /// <param name="tls">How connections are secured; null for plain ones.</param>
    public static ActorSystem Start(Config settings, string host, int port, WireTls? tls)
    {
        var config = ConfigurationFactory.ParseString(string.Create(CultureInfo.InvariantCulture, $$"""
            akka.remote.dot-netty.tcp {
              hostname = "{{host}}"
              port = {{port}}
              enable-ssl = {{(tls is null ? "off" : "on")}}
            }
            """)).WithFallback(settings);
        var setup = ActorSystemSetup.Create(BootstrapSetup.Create().WithConfig(config));
        if (tls is not null)
            setup = setup.And(new DotNettySslSetup(tls.Certificate, suppressValidation: false, requireMutualAuthentication: true,
                (certificate, _, peer, _, log) => IsTrusted(tls, certificate, peer, log)));
        return ActorSystem.Create(Name, setup);
    }

    private static bool IsTrusted(WireTls tls, X509Certificate2? certificate, string peer, ILoggingAdapter log)
    {
        if (tls.Refuse(certificate) is not { } why) return true;
        log.Warning("Refused {0} at Akka's port: {1}", peer, why);
        return false;
    }

    /// <summary>The address of a system.</summary>
    public static Address AddressOf(ActorSystem system) => ((ExtendedActorSystem)system).Provider.DefaultAddress;

    /// <summary>The path by which others find an actor.</summary>
    internal static string PathOf(ActorSystem system, IActorRef actor) => actor.Path.ToSerializationFormatWithAddress(AddressOf(system));

    /// <summary>The actor of such a path.</summary>
    internal static IActorRef Resolve(ActorSystem system, string path) => ((ExtendedActorSystem)system).Provider.ResolveActorRef(path);

    /// <summary>The address of a leader.</summary>
    public static Address LeaderAt(string host, int port, WireTls? tls) =>
        new(tls is null ? "akka.tcp" : "akka.ssl.tcp", Name, host, port);
}
