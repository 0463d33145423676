using Akka.Actor;
using static ActorBackprop.VirtualTime.Tests.Support.World;

namespace ActorBackprop.VirtualTime.Tests.Determinism;

/// <summary>
/// A thousand nodes that gossip while every kind of fault happens: two processes must do the same. Whatever a citizen hears goes into
/// what it says next, in the order in which it hears it.
/// </summary>
internal sealed class Town : IDisposable
{
    public const int Nodes = 1000;

    private static readonly TimeSpan End = Ms(250);

    private readonly IActorRef[] _citizens = new IActorRef[Nodes];
    private readonly bool _isCanary;
    private Chance _chance;

    /// <param name="seed">Determines all its random draws.</param>
    /// <param name="isCanary">Whether its parents speak to their children in an order that differs from process to process.</param>
    public Town(ulong seed, bool isCanary)
    {
        (_isCanary, _chance) = (isCanary, new Chance(seed));
        System = new VirtualSystem("town", new VirtualSettings
        {
            Seed = seed,
            BytesOf = static message => message is Gossip ? 100 : 0,
            IdentityOf = static message => message is Gossip gossip ? gossip.Words : 0,
            Configuration = "akka.loglevel = OFF",
        });
        System.Network.Default = new Link
        {
            Latency = Ms(1),
            Jitter = Ms(2),
            BytesPerSecond = 200_000,
            QueueBytes = 300,
            Loss = 0.02,
            Break = 0.01,
            Duplication = 0.02,
            Reordering = 0.02,
        };
        System.Network.FailureDetection = Ms(7);
        for (var number = 0; number < Nodes; number++)
        {
            var citizen = number;
            var node = System.AddNode($"node-{number}", node => _citizens[citizen] = node.ActorOf(
                Props.Create<Citizen>(this, citizen, node.Starts), $"citizen-{citizen}-{node.Starts}"));
            if (number % 3 == 0) node.HandlingTime = static message => Ms(message is Gossip ? 0.3 : 0.1);
            if (number % 5 == 0) node.SendingTime = static _ => Ms(0.1);
            if (number % 7 == 0) (node.SendsBytesPerSecond, node.ReceivesBytesPerSecond) = (300_000, 300_000);
        }
        // Some links are streams, in which what is lost is sent again.
        var stream = System.Network.Default with { RetransmissionTimeout = Ms(4) };
        foreach (var from in System.Nodes.Where(node => node.Number % 2 == 0))
            foreach (var to in System.Nodes.Where(node => node.Number % 3 == 0)) System.Network.Connect(from, to, stream);
    }

    public VirtualSystem System { get; }

    /// <summary>How often parents have restarted children, and citizens have learned of a death.</summary>
    public (int Restarts, int Deaths) Seen { get; private set; }

    public void Run()
    {
        for (var time = 1.0; time < End.TotalMilliseconds; time++) System.At(Ms(time), GoWrong);
        System.RunTo(End);
    }

    public void Dispose() => System.Dispose();

    private void GoWrong()
    {
        var (one, other) = (System.Nodes[_chance.Next(Nodes)], System.Nodes[_chance.Next(Nodes)]);
        Action what = _chance.Next(6) switch
        {
            0 => one.Crash,
            1 => one.Leave,
            2 => one.Pause,
            3 => () => System.Network.Cut(one, other),
            _ => static () => { }
            ,
        };
        what();
        foreach (var node in System.Nodes.Where(node => (node.IsPaused || !node.IsUp) && _chance.Next(10) == 0).ToList())
            if (node.IsPaused) node.Resume();
            else node.Restart();
        if (_chance.Next(10) == 0) System.Network.Heal(one, other);
        foreach (var node in System.Nodes.Where(node => System.Network.IsCut(one, node) && _chance.Next(2) == 0)) System.Network.Heal(one, node);
    }

    private sealed record Gossip(ulong Words);

    private sealed record Tick;

    /// <summary>Small numbers that depend on the seed alone (Knuth's MMIX generator).</summary>
    private struct Chance(ulong seed)
    {
        private ulong _state = seed * 2862933555777941757 + 3037000493;

        public int Next(int below)
        {
            _state = _state * 6364136223846793005 + 1442695040888963407;
            return (int)((_state >> 33) % (ulong)below);
        }
    }

    private sealed class Citizen : ReceiveActor, IWithTimers
    {
        private readonly Town _town;
        private readonly int _number;
        private Chance _chance;
        private ulong _words;
        private IActorRef? _family;

        public Citizen(Town town, int number, int start)
        {
            (_town, _number, _words, _chance) = (town, number, (ulong)(number * 1000 + start), new Chance((ulong)number));
            Receive<Tick>(_ => Speak());
            if (number % 2 == 0) Receive<Gossip>(gossip => Hear(gossip.Words));
            else
                ReceiveAsync<Gossip>(async gossip =>
                {
                    await Task.Yield();
                    Hear(gossip.Words);
                });
            Receive<Terminated>(terminated =>
            {
                Hear((ulong)terminated.ActorRef.Path.Name.Length);
                if (terminated.ActorRef.Equals(_family)) _family = null;
                else _town.Seen = (_town.Seen.Restarts, _town.Seen.Deaths + 1);
            });
        }

        public ITimerScheduler Timers { get; set; } = null!;

        protected override void PreStart()
        {
            Timers.StartPeriodicTimer("tick", new Tick(), Ms(_number % 10), Ms(5));
            Context.SetReceiveTimeout(Ms(100));
        }

        protected override void PostStop() => Friend().Tell(new Gossip(_words), Self);

        protected override void Unhandled(object message) => Hear(1);

        private void Hear(ulong words) => _words = (_words ^ words) * 0x100000001B3 + 1;

        private void Speak()
        {
            Friend().Tell(new Gossip(_words), Self);
            if (_number % 20 != 0) return;
            Context.Watch(Friend());
            _family ??= Context.Watch(Context.ActorOf(Props.Create<Family>(_town, Self)));
            if (_chance.Next(4) == 0) Context.Stop(_family);
            else _family.Tell(new Gossip(_words));
        }

        private IActorRef Friend() => _town._citizens[_chance.Next(Nodes)];
    }

    /// <summary>Has children that fail together, stop together and say something each time.</summary>
    private sealed class Family : UntypedActor
    {
        private readonly bool _isCanary;
        private readonly IActorRef[] _children;

        public Family(Town town, IActorRef citizen)
        {
            _isCanary = town._isCanary;
            _children = [.. Enumerable.Range(0, 6).Select(number => Context.ActorOf(Props.Create<Child>(town, citizen, number), $"child-{number}"))];
        }

        protected override SupervisorStrategy SupervisorStrategy() => new AllForOneStrategy(static _ => Directive.Restart);

        protected override void OnReceive(object message)
        {
            foreach (var child in _isCanary ? Context.GetChildren() : _children) child.Forward(message);
        }
    }

    private sealed class Child(Town town, IActorRef citizen, int number) : UntypedActor
    {
        protected override void OnReceive(object message)
        {
            var words = ((Gossip)message).Words + (ulong)number;
            if (words % 64 == 0) throw new InvalidOperationException("as it happens");
            citizen.Tell(new Gossip(words));
        }

        protected override void PostRestart(Exception reason) => town.Seen = (town.Seen.Restarts + 1, town.Seen.Deaths);

        protected override void PostStop() => citizen.Tell(new Gossip((ulong)number));
    }
}
