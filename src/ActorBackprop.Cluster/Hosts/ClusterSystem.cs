using System.Globalization;
using Akka.Actor;
using Akka.Actor.Setup;
using Akka.Configuration;
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
    /// <param name="security">How connections are secured; null for plain ones.</param>
    public static ActorSystem Start(Config settings, string host, int port, WireSecurity? security)
    {
        var config = ConfigurationFactory.ParseString(string.Create(CultureInfo.InvariantCulture, $$"""
            akka.remote.dot-netty.tcp {
              hostname = "{{host}}"
              port = {{port}}
              enable-ssl = {{(security is null ? "off" : "on")}}
            }
            """)).WithFallback(settings);
        var setup = (ActorSystemSetup)BootstrapSetup.Create().WithConfig(config);
        if (security is not null) setup = setup.And(security.ToAkka());
        return ActorSystem.Create(Name, setup);
    }

    /// <summary>The address of a system.</summary>
    public static Address AddressOf(ActorSystem system) => ((ExtendedActorSystem)system).Provider.DefaultAddress;

    /// <summary>The address of a leader.</summary>
    public static Address LeaderAt(string host, int port, WireSecurity? security) =>
        new(security is null ? "akka.tcp" : "akka.ssl.tcp", Name, host, port);
}
