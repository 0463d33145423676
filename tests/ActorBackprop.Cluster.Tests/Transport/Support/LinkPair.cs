using ActorBackprop.Actors.Messages;
using ActorBackprop.Cluster.Transport;
using ActorBackprop.Cluster.Transport.SharedMemory;
using ActorBackprop.Learning.Compression;
using ActorBackprop.Learning.Gradients;
using ActorBackprop.Learning.Networks;
using ActorBackprop.Learning.Sampling;
using ActorBackprop.Learning.Training;

namespace ActorBackprop.Cluster.Tests.Transport.Support;

/// <summary>Both ends of a link, in one process.</summary>
internal sealed class LinkPair : IDisposable
{
    private readonly List<SharedSegment> _segments = [];

    public LinkPair(Way way, TrainingPlan? plan = null, int versionSlots = 3, int gradientSlots = 8, bool isCounted = false,
        LinkMemory? memory = null, ResidualLocations? atLeader = null, Residuals? atWorker = null)
    {
        Contract = new WireContract("a run", plan ?? Plans.Small);
        (OfLeader, OfWorker) = (new CountedBuffers(Contract.Floats), new CountedBuffers(Contract.Floats));
        if (way == Way.Shared) memory = new LinkMemory(Slots(versionSlots), Slots(gradientSlots), Rings());
        Memory = memory;
        Versions = way == Way.Shared ? new SharedBuffers(memory!.Versions, OfLeader) : OfLeader;
        var (leader, worker) = way == Way.Akka ? AkkaPair.Streams() : Streams.Connect(way == Way.Tls);
        (Sent, Answered) = (new CountingStream(leader), new CountingStream(worker));
        Worker = new WorkerLink(isCounted ? Answered : worker, Contract, OfWorker, AtWorker.OfWorker, atWorker);
        Leader = new LeaderLink(isCounted ? Sent : leader, Contract, OfLeader, memory, AtLeader.OfLeader, atLeader, bytes => ParametersSent += bytes);
        if (way == Way.Shared) Assert.True(SpinWait.SpinUntil(() => Leader.IsSharing, TimeSpan.FromSeconds(20)), Worker.WhyNotSharing);
    }

    public WireContract Contract { get; }

    public LinkMemory? Memory { get; }

    public CountedBuffers OfLeader { get; }

    public CountedBuffers OfWorker { get; }

    public IGradientBuffers Versions { get; }

    public CountingStream Sent { get; }

    /// <summary>Bytes of the parameters that the leader's end says it has sent.</summary>
    public long ParametersSent { get; private set; }

    public CountingStream Answered { get; }

    public LeaderLink Leader { get; }

    public WorkerLink Worker { get; }

    public Inbox AtLeader { get; } = new();

    public Inbox AtWorker { get; } = new();

    /// <summary>A part to compute, on a version whose floats follow from its number.</summary>
    public ComputeGradient Work(long step, Part part, long version)
    {
        var parameters = Versions.Take();
        Floats(version, parameters.Span);
        return new ComputeGradient(Contract.Run, Minibatch.Of(Contract.Plan, step), part, version, parameters);
    }

    /// <summary>Answers a part as a worker does, with sums whose floats follow from a seed, in the memory that was lent.</summary>
    public GradientComputed Answer(int worker, ComputeGradient work, int seed, bool finite = false)
    {
        var buffers = new LentBuffers(OfWorker);
        buffers.Begin(work is ComputeInto into ? into.Lent : []);
        var sums = work.Part.Nodes(work.Minibatch).Select((node, i) =>
        {
            var gradient = buffers.Take();
            if (finite) Gradient(seed + i, gradient.Span);
            else Floats(seed + i, gradient.Span);
            return new NodeSum(node, gradient, seed * 0.37, (seed + i) % 5);
        }).ToList();
        return new GradientComputed(
            work.Run, new WorkerId(worker, 1 + seed % 3), work.Minibatch.Step, work.Part, work.Version, sums, new TimeSpan(seed));
    }

    /// <summary>Floats of every kind, NaNs with a payload among them, that follow from a number.</summary>
    public static void Floats(long seed, Span<float> into)
    {
        var random = new Random((int)seed);
        for (var i = 0; i < into.Length; i++) into[i] = BitConverter.Int32BitsToSingle(random.Next(int.MinValue, int.MaxValue));
    }

    /// <summary>A gradient that follows from a number: 0 in the padding.</summary>
    private void Gradient(long seed, Span<float> into)
    {
        var random = new Random((int)seed);
        var canonical = Enumerable.Range(0, Contract.Plan.Network.ParameterCount).Select(_ => (float)random.NextDouble() - 0.5f).ToArray();
        CanonicalOrder.ToMemory(Contract.Plan.Network, canonical).CopyTo(into);
    }

    public void Dispose()
    {
        Leader.Dispose();
        Worker.Dispose();
        foreach (var segment in _segments) segment.Dispose();
    }

    private SharedSlots Slots(int count) => new(Segment(count, Contract.Floats));

    private SharedSegment Rings() => Segment(2, SharedRing.Floats);

    private SharedSegment Segment(int slots, int floats)
    {
        var segment = SharedSegment.TryCreate(slots, floats, out var why);
        Assert.True(segment is not null, why);
        _segments.Add(segment);
        return segment;
    }
}
