using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using ActorBackprop.Cluster.Hosts;
using ActorBackprop.Cluster.Membership;
using ActorBackprop.Cluster.Remoting;
using ActorBackprop.Cluster.Tests.Membership;
using ActorBackprop.Cluster.Tests.Support;
using ActorBackprop.Cluster.Transport.Tcp;
using Akka.Actor;
using Akka.Configuration;
using Akka.Remote;
using Akka.TestKit;

namespace ActorBackprop.Cluster.Tests.Remoting;

/// <summary>Processes without the token come to a leader's actor system, as any user of the machine can, and as any program.</summary>
public sealed class AttackTests : IDisposable
{
    private const string LoopbackAddress = "127.0.0.1";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly ConcurrentQueue<string> _refused = [];
    private readonly ActorSystem _leader;
    private readonly IActorRef _victim;
    private readonly List<Socket> _sockets = [];

    public AttackTests()
    {
        var refusals = new Refusals((who, why) => _refused.Enqueue($"{who}: {why}"));
        _leader = ClusterSystem.Start(ClusterSettings.Quiet, LoopbackAddress, 0, SomeGate.Token, tls: null, refusals);
        _victim = _leader.ActorOf(Props.Create<Echo>(), "victim");
    }

    [Fact]
    public void A_foreign_system_can_stop_an_actor_of_stock_Akka_but_none_of_the_leader()
    {
        using var foreign = Stock();
        using var stock = Stock();
        var control = Machines.Probe(stock);
        control.Watch(stock.ActorOf(Props.Create<Echo>(), "victim"));
        Poison(foreign, ClusterSystem.AddressOf(stock));
        control.ExpectMsg<Terminated>(Patience); // so the attack is one

        var failed = Machines.Probe(foreign);
        foreign.EventStream.Subscribe(failed.Ref, typeof(AssociationErrorEvent));
        Poison(foreign, ClusterSystem.AddressOf(_leader));
        failed.FishForMessage(message => message is AssociationErrorEvent error && error.RemoteAddress == ClusterSystem.AddressOf(_leader), Patience);
        Answers(_leader, _victim);
    }

    [Fact]
    public void A_system_with_another_token_reaches_no_actor_learns_why_and_is_reported_once()
    {
        using var foreign = Join("another token");
        var heard = Machines.Probe(foreign);
        foreign.EventStream.Subscribe(heard.Ref, typeof(ConnectionFailed));
        for (var time = 0; time < 3; time++)
        {
            heard.AwaitCondition(() =>
            {
                Poison(foreign, ClusterSystem.AddressOf(_leader)); // Akka drops what comes soon after a failure
                return heard.HasMessages;
            }, Patience, TimeSpan.FromMilliseconds(50));
            var failed = heard.ExpectMsg<ConnectionFailed>(Patience);
            Assert.Equal((WorkerEnd.Refused, "the join token is not this run's; take the one that the leader names"), (failed.End, failed.Why));
        }
        Answers(_leader, _victim);
        Assert.Equal(["127.0.0.1 (Akka's port): its join token is not this run's"], _refused);
    }

    [Fact]
    public void Handshakes_of_stock_Akka_are_closed_at_their_first_bytes_and_reported_once()
    {
        byte[] handshake = [0, 0xEA, 0, 0, .. new byte[60_000]]; // a frame's length and its bytes, as Akka's own transport sends them
        for (var time = 0; time < 400; time++)
        {
            using var socket = Connect();
            try
            {
                socket.Send(handshake);
                Assert.Equal(0, socket.Receive(new byte[1]));
            }
            catch (SocketException)
            {
                // closed while it still sent
            }
        }
        Assert.Equal(["127.0.0.1 (Akka's port): it does not speak as a worker of this version does"], _refused);
        Answers(_leader, _victim);
    }

    [Theory, InlineData(""), InlineData("ABP"), InlineData("ABPAKKA\u0002and less than a number")]
    public void Few_unproved_connections_stay_open_and_one_with_the_token_is_admitted(string bytes)
    {
        for (var count = 0; count < 500; count++)
        {
            var socket = Connect();
            _sockets.Add(socket);
            if (bytes.Length > 0) TrySend(socket, bytes);
        }
        using var worker = Join(SomeGate.Token);
        Answers(worker, ClusterSystem.Resolve(worker, ClusterSystem.PathOf(_leader, _victim)));
        var isOpen = _sockets.Count(socket => !socket.Poll(0, SelectMode.SelectRead)); // of a closed one the end can be read
        Assert.InRange(isOpen, 0, TokenListener.MaxUnproved);
    }

    [Fact]
    public async Task With_the_token_messages_of_any_length_arrive_in_order_up_to_the_last()
    {
        var worker = Join(SomeGate.Token);
        var (probe, seen) = (Machines.Probe(worker), ClusterSystem.Resolve(worker, ClusterSystem.PathOf(_leader, _victim)));
        int[] lengths = [0, 1, 64_000, 3, 59_000, 2, .. Enumerable.Range(0, 500)];
        foreach (var length in lengths) seen.Tell(new JoinRefused(new string('x', length)), probe.Ref);
        foreach (var length in lengths) Assert.Equal(length, probe.ExpectMsg<JoinRefused>(Patience).Why.Length);
        var last = Machines.Probe(_leader);
        _victim.Tell(last.Ref);
        seen.Tell(new LeaveTraining());
        await worker.Terminate();
        last.ExpectMsg<LeaveTraining>(Patience);
    }

    public void Dispose()
    {
        _sockets.ForEach(socket => socket.Dispose());
        _leader.Terminate().Wait();
    }

    private static ActorSystem Stock() => ActorSystem.Create(ClusterSystem.Name, ConfigurationFactory.ParseString(
        """
        akka {
          loglevel = OFF
          stdout-loglevel = OFF
          actor.provider = remote
          remote.dot-netty.tcp { hostname = "127.0.0.1", port = 0 }
        }
        """).WithFallback(TestKitBase.DefaultConfig));

    private static ActorSystem Join(string token) => ClusterSystem.Start(ClusterSettings.Quiet, LoopbackAddress, 0, token, tls: null);

    private static void Poison(ActorSystem from, Address to) => from.ActorSelection($"{to}/user/victim").Tell(PoisonPill.Instance);

    private static void Answers(ActorSystem system, IActorRef actor)
    {
        var probe = Machines.Probe(system);
        actor.Tell(new Identify(null), probe.Ref);
        Assert.NotNull(probe.ExpectMsg<ActorIdentity>(Patience).Subject);
    }

    private Socket Connect()
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { ReceiveTimeout = (int)Patience.TotalMilliseconds };
        socket.Connect(IPAddress.Loopback, ClusterSystem.AddressOf(_leader).Port!.Value);
        return socket;
    }

    private static void TrySend(Socket socket, string bytes)
    {
        try
        {
            socket.Send(System.Text.Encoding.Latin1.GetBytes(bytes));
        }
        catch (SocketException)
        {
            // it is closed already, in favour of a newer one
        }
    }

    /// <summary>Sends each message back, but forwards <see cref="LeaveTraining"/> to the last actor it was sent.</summary>
    private sealed class Echo : UntypedActor
    {
        private IActorRef _observer = ActorRefs.Nobody;

        protected override void OnReceive(object message)
        {
            if (message is IActorRef observer) _observer = observer;
            else if (message is LeaveTraining) _observer.Tell(message);
            else Sender.Tell(message);
        }
    }
}
