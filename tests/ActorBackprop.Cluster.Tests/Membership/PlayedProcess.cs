using System.Net;
using ActorBackprop.Actors.Messages;
using ActorBackprop.Cluster.Hosts;
using ActorBackprop.Cluster.Membership;
using ActorBackprop.Cluster.Tests.Transport.Support;
using ActorBackprop.Cluster.Transport;
using ActorBackprop.Cluster.Transport.Chunks;
using ActorBackprop.Cluster.Transport.Tcp;
using ActorBackprop.Learning.Gradients;
using Akka.Actor;
using Akka.TestKit;
using Inbox = ActorBackprop.Cluster.Tests.Transport.Support.Inbox;

namespace ActorBackprop.Cluster.Tests.Membership;

/// <summary>A worker process that the test plays, message by message.</summary>
internal sealed class PlayedProcess : IDisposable
{
    private static readonly WireContract Contract = SomeGate.Settings.Contract;

    private readonly ActorSystem _system;
    private readonly IActorRef _gate;
    private IActorRef? _member; // at the gate, once it has made an offer
    private readonly TestProbe _probe;
    private readonly CountedBuffers _buffers = new(Contract.Floats);

    public PlayedProcess(ActorSystem system, IActorRef gate, ActorSystem leader)
    {
        (_system, _probe) = (system, Machines.Probe(system));
        _gate = ClusterSystem.Resolve(system, ClusterSystem.PathOf(leader, gate));
    }

    /// <summary>The messages from its wire.</summary>
    public Inbox Inbox { get; } = new();

    public WorkerLink? Link { get; private set; }

    public IActorRef Actor => _probe.Ref;

    public string Path => ClusterSystem.PathOf(_system, Actor);

    public Address Address => ClusterSystem.AddressOf(_system);

    /// <summary>Returns its member at the gate, as the leader's system refers to it.</summary>
    public IActorRef? MemberIn(ActorSystem leader) =>
        _member is null ? null : ClusterSystem.Resolve(leader, _member.Path.ToSerializationFormat());

    public void Send(object message) => (message is JoinRequest ? _gate : _member ?? _gate).Tell(message, Actor);

    public T Receive<T>()
    {
        var message = _probe.ExpectMsg<T>();
        if (message is JoinOffer) _member = _probe.LastSender;
        if (message is JoinRefused) _member = null;
        return message;
    }

    /// <summary>Asserts that nothing was sent to it: gate and member answer this question after all earlier messages.</summary>
    public void AssertNothingReceived()
    {
        foreach (var actor in new[] { _gate, _member ?? _gate })
        {
            actor.Tell(new Identify(null), Actor);
            Assert.NotNull(Assert.IsType<ActorIdentity>(_probe.ReceiveOne()).Subject); // otherwise it has stopped
        }
    }

    /// <summary>Asks to join and gets its numbers.</summary>
    public JoinAccepted GetAccepted(int workers = 1, int process = 4711, string? child = null)
    {
        Send(SomeGate.Request(workers, process, child));
        Receive<JoinOffer>();
        Send(SomeGate.Ready);
        return Receive<JoinAccepted>();
    }

    /// <summary>Asks to join and opens its wire through the port.</summary>
    public JoinAccepted Join(int workers = 1, int process = 4711, string? child = null)
    {
        var accepted = GetAccepted(workers, process, child);
        OpenWire(accepted);
        return accepted;
    }

    public void OpenWire(JoinAccepted accepted) => Link = new WorkerLink(
        WireConnector.Connect(new IPEndPoint(IPAddress.Loopback, accepted.Port), Convert.FromHexString(accepted.Key)),
        Contract, _buffers, Inbox.OfWorker);

    /// <summary>Opens its wire through Akka.</summary>
    public void OpenChunks(string why = "")
    {
        var stream = new ChunkStream(_system);
        Send(new OpenChunks(ClusterSystem.PathOf(_system, stream.Endpoint), why));
        stream.Connect(ClusterSystem.Resolve(_system, Receive<ChunksOpened>().Endpoint));
        Link = new WorkerLink(stream, Contract, _buffers, Inbox.OfWorker);
    }

    public void Register(int number, int incarnation) => Link!.Send(new RegisterWorker(new WorkerId(number, incarnation), -1));

    /// <summary>Answers a part with sums of 0.</summary>
    public void Answer(ComputeGradient work, WorkerId worker) => Link!.Send(new GradientComputed(work.Run, worker, work.Minibatch.Step, work.Part,
        work.Version,
        [.. work.Part.Nodes(work.Minibatch.Microbatches).Select(node => new NodeSum(node, Zeros(), 0.5, 1))], TimeSpan.FromMilliseconds(2)));

    public void WatchMember() => _probe.Watch(_member!);

    /// <summary>Stops its actor.</summary>
    public void Stop() => _system.Stop(Actor);

    public void Dispose() => Link?.Dispose();

    private Memory<float> Zeros()
    {
        var buffer = _buffers.Take();
        buffer.Span.Clear();
        return buffer;
    }
}
