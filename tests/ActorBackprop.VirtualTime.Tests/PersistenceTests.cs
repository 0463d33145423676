using ActorBackprop.VirtualTime.Tests.Support;
using Akka.Actor;
using Akka.Persistence;
using static ActorBackprop.VirtualTime.Tests.Support.World;

namespace ActorBackprop.VirtualTime.Tests;

/// <summary>Akka.Persistence in memory, as it is configured by default: its journal is outside, as a disk that no crash takes.</summary>
public sealed class PersistenceTests
{
    [Fact]
    public void Persistent_actors_recover_after_a_crash_of_the_node_that_used_persistence_first()
    {
        var (balances, hash) = Run();
        Assert.Equal([3, 3, 4, 4, 5, 5], balances);
        Assert.Equal(hash, Run().Hash);
    }

    /// <summary>Two accounts on two nodes get three deposits of 1, a snapshot after the second; each node crashes once.</summary>
    private static (IReadOnlyList<int> Balances, string Hash) Run()
    {
        using var world = new World(link: new Link { Latency = Ms(1) }, configuration: "akka.loglevel = OFF");
        var probe = world.System.CreateProbe("probe");
        List<Node> nodes = [AddAccount("first"), AddAccount("second")];
        var balances = new List<int>();
        for (var round = 0; round < 3; round++)
        {
            foreach (var node in nodes)
                for (var deposit = round == 0 ? 3 : 1; deposit > 0; deposit--) Select(node).Tell(1);
            world.System.Run(Ms(100));
            foreach (var node in nodes)
            {
                Select(node).Tell("balance", probe.Actor);
                balances.Add(probe.Expect<int>(Ms(100)));
            }
            foreach (var node in nodes)
            {
                node.Crash();
                world.System.Run(Ms(100));
                node.Restart();
            }
        }
        return (balances, world.System.Log.Hash);

        Node AddAccount(string name) => world.System.AddNode(name, node => node.ActorOf(Props.Create<Account>(name), name));

        ActorSelection Select(Node node) => world.System.System.ActorSelection($"/user/{node.Name}");
    }

    private sealed class Account : ReceivePersistentActor
    {
        private int _balance;

        public Account(string name)
        {
            PersistenceId = name;
            Recover<int>(deposit => _balance += deposit);
            Recover<SnapshotOffer>(offer => _balance = (int)offer.Snapshot);
            Command<int>(deposit => Persist(deposit, one =>
            {
                _balance += one;
                if (_balance == 2) SaveSnapshot(_balance);
            }));
            Command<string>(_ => Sender.Tell(_balance));
            Command<SaveSnapshotSuccess>(static _ => { });
        }

        public override string PersistenceId { get; }
    }

    [Fact]
    public void A_crash_stops_no_actor_of_the_system()
    {
        using var world = new World();
        var node = world.System.AddNode("node", node => node.ActorOf(Does.With((context, _) =>
            ((ExtendedActorSystem)context.System).SystemActorOf(Does.With(world.Record("service")), "service")), "user"));
        world.System.System.ActorSelection("/user/user").Tell("start it");
        world.At(5, node.Crash);
        world.At(10, () => world.System.System.ActorSelection("/system/service").Tell("after the crash"));
        world.RunTo(20);
        Assert.Equal([(10, "after the crash")], world.Received.Select(receipt => (receipt.At, (string)receipt.Message)));
    }
}
