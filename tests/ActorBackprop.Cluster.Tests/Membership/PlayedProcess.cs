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
    private IActorRef? _member; // the gate's, once it has made an offer
    private readonly TestProbe _probe;
    private readonly CountedBuffers _buffers = new(Contract.Floats);

    public PlayedProcess(ActorSystem system, IActorRef gate, ActorSystem leader)
    {
        (_system, _probe) = (system, Machines.Probe(system));
        _gate = ClusterSystem.Resolve(system, ClusterSystem.PathOf(leader, gate));
    }

    /// <summary>What comes over its wire.</summary>
    public Inbox Inbox { get; } = new();

    public WorkerLink? Link { get; private set; }

    public IActorRef Actor => _probe.Ref;

    public string Path => ClusterSystem.PathOf(_system, Actor);

    public Address Address => ClusterSystem.AddressOf(_system);

    /// <summary>Its member at the gate, as the leader's own system refers to it.</summary>
    public IActorRef? MemberIn(ActorSystem leader) =>
        _member is null ? null : ClusterSystem.Resolve(leader, _member.Path.ToSerializationFormat());

    public void Says(object message) => (message is JoinRequest ? _gate : _member ?? _gate).Tell(message, Actor);

    public T Gets<T>()
    {
        var message = _probe.ExpectMsg<T>();
        if (message is JoinOffer) _member = _probe.LastSender;
        if (message is JoinRefused) _member = null;
        return message;
    }

    /// <summary>Nothing has been sent to it that it has not got yet: gate and member answer this question behind all they had to say before.</summary>
    public void GetsNothing()
    {
        foreach (var actor in new[] { _gate, _member ?? _gate })
        {
            actor.Tell(new Identify(null), Actor);
            Assert.NotNull(Assert.IsType<ActorIdentity>(_probe.ReceiveOne()).Subject); // else it is gone
        }
    }

    /// <summary>As far as its places.</summary>
    public JoinAccepted IsAccepted(int workers = 1, int process = 4711, string? child = null)
    {
        Says(SomeGate.Request(workers, process, child));
        Gets<JoinOffer>();
        Says(SomeGate.Ready);
        return Gets<JoinAccepted>();
    }

    /// <summary>As far as its wire, by the port.</summary>
    public JoinAccepted Joins(int workers = 1, int process = 4711, string? child = null)
    {
        var accepted = IsAccepted(workers, process, child);
        Opens(accepted);
        return accepted;
    }

    public void Opens(JoinAccepted accepted) => Link = new WorkerLink(
        WireConnector.Connect(new IPEndPoint(IPAddress.Loopback, accepted.Port), Convert.FromHexString(accepted.Key)),
        Contract, _buffers, Inbox.OfWorker);

    /// <summary>Its wire through Akka.</summary>
    public void OpensChunks(string why = "")
    {
        var stream = new ChunkStream(_system);
        Says(new OpenChunks(ClusterSystem.PathOf(_system, stream.Endpoint), why));
        stream.Connect(ClusterSystem.Resolve(_system, Gets<ChunksOpened>().Endpoint));
        Link = new WorkerLink(stream, Contract, _buffers, Inbox.OfWorker);
    }

    public void Registers(int number, int incarnation) => Link!.Send(new RegisterWorker(new WorkerId(number, incarnation), -1));

    /// <summary>An answer to a part: sums that are zero.</summary>
    public void Answers(ComputeGradient work, WorkerId worker) => Link!.Send(new GradientComputed(work.Run, worker, work.Minibatch.Step, work.Part,
        work.Version,
        [.. work.Part.Nodes(work.Minibatch.Microbatches).Select(node => new NodeSum(node, Zeros(), 0.5, 1))], TimeSpan.FromMilliseconds(2)));

    public void WatchesMember() => _probe.Watch(_member!);

    /// <summary>Its actor stops.</summary>
    public void Stops() => _system.Stop(Actor);

    public void Dispose() => Link?.Dispose();

    private Memory<float> Zeros()
    {
        var buffer = _buffers.Take();
        buffer.Span.Clear();
        return buffer;
    }
}
