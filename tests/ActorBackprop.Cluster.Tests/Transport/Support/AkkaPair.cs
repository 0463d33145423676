using ActorBackprop.Cluster.Transport.Chunks;
using Akka.Actor;
using Akka.Configuration;

namespace ActorBackprop.Cluster.Tests.Transport.Support;

/// <summary>Two actor systems that are connected over loopback, started once for all tests.</summary>
internal static class AkkaPair
{
    private const string Settings =
        """
        akka {
          loglevel = OFF
          stdout-loglevel = OFF
          actor.provider = remote
          actor.allow-unregistered-types = false
          remote.dot-netty.tcp { hostname = "127.0.0.1", port = 0 }
        }
        """;

    public static ActorSystem One { get; } = Start();

    private static ActorSystem Other { get; } = Start();

    /// <summary>Returns the two ends of a stream, one in each system.</summary>
    public static (Stream One, Stream Other) Streams()
    {
        var (one, other) = Chunks();
        return (one, other);
    }

    /// <summary>The same with their types.</summary>
    public static (ChunkStream One, ChunkStream Other) Chunks()
    {
        var (one, other) = (new ChunkStream(One), new ChunkStream(Other));
        one.Connect(SeenFrom(One, Other, other.Endpoint));
        other.Connect(SeenFrom(Other, One, one.Endpoint));
        return (one, other);
    }

    /// <summary>Returns an actor of one system as another system refers to it.</summary>
    private static IActorRef SeenFrom(ActorSystem here, ActorSystem there, IActorRef actor)
    {
        var address = ((ExtendedActorSystem)there).Provider.DefaultAddress;
        return ((ExtendedActorSystem)here).Provider.ResolveActorRef(actor.Path.ToSerializationFormatWithAddress(address));
    }

    /// <summary>Starts a system that can send chunks.</summary>
    public static ActorSystem Start() =>
        ActorSystem.Create("test", ConfigurationFactory.ParseString(ChunkSerializer.Configuration).WithFallback(ConfigurationFactory.ParseString(Settings)));
}
