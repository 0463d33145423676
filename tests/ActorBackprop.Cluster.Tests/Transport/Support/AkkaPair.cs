using ActorBackprop.Cluster.Transport.Chunks;
using Akka.Actor;
using Akka.Configuration;

namespace ActorBackprop.Cluster.Tests.Transport.Support;

/// <summary>Two actor systems that know each other over loopback.</summary>
internal sealed class AkkaPair : IDisposable
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

    public ActorSystem One { get; } = Start();

    public ActorSystem Other { get; } = Start();

    /// <summary>The two ends of a stream, one in each system.</summary>
    public (Stream One, Stream Other) Streams()
    {
        var (one, other) = Chunks();
        return (one, other);
    }

    /// <summary>The same, as what they are.</summary>
    public (ChunkStream One, ChunkStream Other) Chunks()
    {
        var (one, other) = (new ChunkStream(One), new ChunkStream(Other));
        one.Connect(SeenFrom(One, Other, other.Endpoint));
        other.Connect(SeenFrom(Other, One, one.Endpoint));
        return (one, other);
    }

    public void Dispose() => Task.WaitAll(One.Terminate(), Other.Terminate());

    /// <summary>An actor of one system, as another system sees it.</summary>
    private static IActorRef SeenFrom(ActorSystem here, ActorSystem there, IActorRef actor)
    {
        var address = ((ExtendedActorSystem)there).Provider.DefaultAddress;
        return ((ExtendedActorSystem)here).Provider.ResolveActorRef(actor.Path.ToSerializationFormatWithAddress(address));
    }

    /// <summary>A system that chunks can go through.</summary>
    public static ActorSystem Start() =>
        ActorSystem.Create("test", ConfigurationFactory.ParseString(ChunkSerializer.Configuration).WithFallback(ConfigurationFactory.ParseString(Settings)));
}
