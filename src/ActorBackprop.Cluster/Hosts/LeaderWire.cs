using System.Net;
using ActorBackprop.Cluster.Transport;
using ActorBackprop.Cluster.Transport.SharedMemory;
using ActorBackprop.Cluster.Transport.Tcp;
using ActorBackprop.Learning.Gradients;

namespace ActorBackprop.Cluster.Hosts;

/// <summary>
/// What the leader has of the wire: where connections come in, the versions' memory that all processes of this machine read,
/// and for each of them memory that its gradients are written to. What cannot be shared goes through the connections.
/// </summary>
public sealed class LeaderWire : IDisposable
{
    // The version of the open step, the next one, and those that a worker that is late still reads.
    private const int VersionSlots = 4;

    // A part that is being read and one that is being computed, for each worker.
    private const int PartsInFlight = 2;

    private readonly WireContract _contract;
    private readonly WireListener _listener;
    private readonly GradientBuffers _ordinary;
    private readonly SharedSegment? _versionMemory;
    private readonly SharedSlots? _versions;
    private long _bytesDownwards;

    /// <summary>Listens, and makes the versions' memory where it can be shared.</summary>
    /// <param name="contract">What is trained.</param>
    /// <param name="endPoint">Where connections come in; port 0 takes a free one.</param>
    /// <param name="tls">How they are secured; null for plain ones.</param>
    /// <param name="forced">The wire that every process has to use; null for the best that it can.</param>
    /// <param name="refusals">Told of refused connections; null for none. Default: null.</param>
    /// <exception cref="System.Net.Sockets.SocketException">It cannot listen there.</exception>
    public LeaderWire(WireContract contract, IPEndPoint endPoint, WireTls? tls, WireKind? forced, Refusals? refusals = null)
    {
        (_contract, Forced) = (contract, forced);
        _ordinary = new GradientBuffers(contract.Floats);
        _listener = new WireListener(endPoint, tls, refusals: refusals);
        if (forced is not (null or WireKind.Shared)) return;
        _versionMemory = SharedSegment.TryCreate(VersionSlots, contract.Floats, out var why);
        if (_versionMemory is null) WhyNotShared = $"The parameters cannot be shared: {why}";
        if (_versionMemory is not null) _versions = new SharedSlots(_versionMemory);
    }

    /// <summary>The wire that every process has to use; null for the best that it can.</summary>
    public WireKind? Forced { get; }

    /// <summary>Why no memory can be shared, as a sentence; empty where it can, or need not.</summary>
    public string WhyNotShared { get; } = "";

    /// <summary>Why a process cannot have the memory that it has to use, as a sentence without its end; null as long as each can.</summary>
    public string? WhyForcedFails { get; private set; }

    /// <summary>Which process has which residuals; null where there are none. Set before the first process joins. Default: null.</summary>
    public ResidualLocations? Residuals { get; set; }

    /// <summary>
    /// Bytes of the parameters that went to the worker processes so far, without their frames: each version once for each process,
    /// however many workers it has.
    /// </summary>
    public long BytesDownwards => Interlocked.Read(ref _bytesDownwards);

    /// <summary>The port that connections come in at.</summary>
    public int Port => _listener.EndPoint.Port;

    /// <summary>The parameter server's buffers.</summary>
    public IGradientBuffers Buffers => _versions is null ? _ordinary : new SharedBuffers(_versions, _ordinary);

    /// <summary>A key for one connection.</summary>
    /// <param name="connected">Gets the connection, from another thread.</param>
    /// <returns>64 hexadecimal digits.</returns>
    public string Issue(Action<Stream> connected) => Convert.ToHexStringLower(_listener.Issue(connected));

    /// <summary>A key that was not used is good for nothing any more.</summary>
    public void Revoke(string key) => _listener.Revoke(Convert.FromHexString(key));

    /// <summary>
    /// Memory to share with a process, for its workers' gradients; else null, and why there is none or not enough, as a sentence without
    /// its end: empty where <see cref="WhyNotShared"/> says it, and where nothing is to be shared.
    /// </summary>
    internal (LinkMemory? Memory, string Why) Share(int workers)
    {
        if (_versions is null) return (null, "");
        var plan = _contract.Plan;
        var nodes = plan.Compression is null // of a part, at most
            ? 2 * (int)Math.Ceiling(Math.Log2(plan.MicrobatchesOfMinibatch + 1))
            : plan.MicrobatchesOfMinibatch;
        var slots = Math.Min(workers * PartsInFlight * nodes, SegmentTicket.MaxSlots);
        if (SharedSegment.TryCreate(slots, _contract.Floats, out var why) is { } gradients)
        {
            if (SharedSegment.TryCreate(2, SharedRing.Floats, out why) is { } rings)
                return (new LinkMemory(_versions, new SharedSlots(gradients), rings), "");
            gradients.Dispose();
        }
        why = $"the parameters are shared, but the gradients of {workers} worker{(workers == 1 ? "" : "s")} cannot be: {why.TrimEnd('.')}";
        if (Forced == WireKind.Shared) WhyForcedFails = why;
        return (null, why);
    }

    /// <summary>The leader's end of a wire.</summary>
    internal LeaderLink Link(Stream stream, LinkMemory? memory, LeaderCallbacks callbacks) =>
        new(stream, _contract, _ordinary, memory, callbacks, Residuals, bytes => Interlocked.Add(ref _bytesDownwards, bytes));

    /// <inheritdoc/>
    public void Dispose()
    {
        _listener.Dispose();
        _versionMemory?.Dispose();
    }
}
