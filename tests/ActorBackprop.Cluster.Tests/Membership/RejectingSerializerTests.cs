using System.Runtime.Serialization;
using ActorBackprop.Cluster.Hosts;
using ActorBackprop.Cluster.Membership;
using ActorBackprop.Cluster.Tests.Support;
using Akka.Actor;
using Akka.Configuration;
using Akka.Event;
using Akka.Serialization;

namespace ActorBackprop.Cluster.Tests.Membership;

public sealed class RejectingSerializerTests
{
    /// <summary>A system that sends whatever it likes as stock Akka does, and can shake hands.</summary>
    private static readonly Config Stock = ConfigurationFactory.ParseString(
        """
        akka {
          loglevel = OFF
          stdout-loglevel = OFF
          test.single-expect-default = 20s
          actor {
            provider = remote
            serializers.joining = "ActorBackprop.Cluster.Membership.JoinSerializer, ActorBackprop.Cluster"
            serialization-bindings { "ActorBackprop.Cluster.Membership.IJoinMessage, ActorBackprop.Cluster" = joining }
          }
        }
        """).WithFallback(Akka.TestKit.TestKitBase.DefaultConfig);

    /// <summary>What a stock system would make on the receiver's side. That it was made would show.</summary>
    public sealed class Planted
    {
        public static int Made { get; private set; }

        private string _text = "x";

        public string Text
        {
            get => _text;
            set
            {
                _text = value;
                Made++;
            }
        }
    }

    [Fact]
    public void A_message_for_Akkas_JSON_serializer_reaches_no_actor_and_creates_nothing()
    {
        using ActorSystem receiver = ClusterSystem.Start(ClusterSettings.Quiet, "127.0.0.1", 0, SomeGate.Token, tls: null),
            sender = ClusterSystem.Start(Stock, "127.0.0.1", 0, SomeGate.Token, tls: null);
        var planted = new Planted();
        var wire = sender.Serialization.FindSerializerFor(planted);
        Assert.Equal(1, wire.Identifier);
        Assert.Contains("$type", System.Text.Encoding.UTF8.GetString(wire.ToBinary(planted)));
        var probe = Machines.Probe(receiver);
        var seen = ClusterSystem.Resolve(sender, ClusterSystem.PathOf(receiver, probe.Ref));
        for (var i = 0; i < 3; i++)
        {
            seen.Tell(planted);
            seen.Tell(SomeGate.Ready);
            Assert.Equal(SomeGate.Ready, probe.ReceiveOne());
        }
        Assert.Equal(0, Planted.Made);
        Assert.False(receiver.WhenTerminated.IsCompleted);
    }

    [Theory, InlineData(1), InlineData(3)]
    public void The_rejecting_serializer_replaces_the_dangerous_ones_and_accepts_nothing(int identifier)
    {
        using var system = (ExtendedActorSystem)ClusterSystem.Start(ClusterSettings.Quiet, "127.0.0.1", 0, SomeGate.Token, tls: null);
        var refusal = Assert.Throws<SerializationException>(() => { system.Serialization.Deserialize([1, 2, 3], identifier, typeof(string)); });
        Assert.Contains($"serializer {identifier} was refused", refusal.Message);
        Assert.Throws<SerializationException>(() => { new RejectingSerializer(system).ToBinary(new object()); });
    }

    [Fact]
    public void Both_constructors_that_Akka_calls_make_one()
    {
        using var system = (ExtendedActorSystem)ActorSystem.Create("test");
        Assert.Equal(1, new RejectingSerializer(system).Identifier);
        Assert.Equal(1, new RejectingSerializer(system, Config.Empty).Identifier);
        Assert.Equal(3, new RejectingDeployments(system).Identifier);
    }

    [Fact]
    public void A_message_without_a_binding_cannot_be_sent()
    {
        using var system = (ExtendedActorSystem)ClusterSystem.Start(ClusterSettings.Quiet, "127.0.0.1", 0, SomeGate.Token, tls: null);
        foreach (var type in new[] { typeof(object), typeof(Planted), typeof(Dictionary<string, object>), typeof(Exception) })
            Assert.IsAssignableFrom<RejectingSerializer>(system.Serialization.FindSerializerForType(type));
        var names = system.Settings.Config.GetConfig("akka.actor.serializers").AsEnumerable()
            .Select(entry => system.Settings.Config.GetString($"akka.actor.serializers.{entry.Key}")).ToList();
        Assert.Contains(names, name => name.Contains(nameof(JoinSerializer), StringComparison.Ordinal));
        Assert.DoesNotContain(names, name => name.Contains(nameof(NewtonSoftJsonSerializer), StringComparison.OrdinalIgnoreCase)
            || name.Contains("Hyperion", StringComparison.OrdinalIgnoreCase) || name.Contains("DaemonMsgCreate", StringComparison.Ordinal));
    }

    [Fact]
    public void Akka_starts_with_these_settings_without_a_warning()
    {
        var loud = ConfigurationFactory.ParseString(
            $$"""
            akka {
              loggers = ["{{typeof(KeepingLogger).AssemblyQualifiedName}}"]
              stdout-logger-class = "{{typeof(KeptLog).AssemblyQualifiedName}}"
              stdout-loglevel = INFO
              loglevel = INFO
            }
            """).WithFallback(ClusterSettings.Shipped);
        using var system = ClusterSystem.Start(loud, "127.0.0.1", 0, SomeGate.Token, tls: null);
        Assert.NotEmpty(KeptLog.All); // it is listened to
        Assert.DoesNotContain(KeptLog.All, said => said.LogLevel() >= LogLevel.WarningLevel);
    }
}
