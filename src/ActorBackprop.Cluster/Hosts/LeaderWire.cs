using System.Net;
using ActorBackprop.Cluster.Transport;
using ActorBackprop.Cluster.Transport.SharedMemory;
using ActorBackprop.Cluster.Transport.Tcp;
using ActorBackprop.Learning.Gradients;

namespace ActorBackprop.Cluster.Hosts;

/// <summary>
/// The leader's side of the wire: the port for connections, the memory from which all processes of this machine read the parameters, and
/// memory for the gradients of each of them. What cannot be shared goes through the connections.
/// </summary>
public sealed class LeaderWire : IDisposable
{
    // The version of the current step, the next one, and two that late workers may still read.
    private const int VersionSlots = 4;

    // For each worker: a part that is being read and one that is being computed.
    private const int PartsInFlight = 2;

    private readonly WireContract _contract;
    private readonly WireListener _listener;
    private readonly GradientBuffers _ordinary;
    private readonly SharedSegment? _versionMemory;
    private readonly SharedSlots? _versions;
    private long _bytesDownwards;

    /// <summary>Starts to listen, and creates the memory of the parameters if it can be shared.</summary>
    /// <param name="contract">The training.</param>
    /// <param name="endPoint">The address for connections; port 0 takes a free one.</param>
    /// <param name="tls">How connections are secured; null for plain ones.</param>
    /// <param name="forced">The wire that every process must use; null for the fastest that it can.</param>
    /// <param name="refusals">Reports refused connections; null for none. Default: null.</param>
    /// <exception cref="System.Net.Sockets.SocketException">The address is not available.</exception>
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

    /// <summary>The wire that every process must use; null for the fastest that it can.</summary>
    public WireKind? Forced { get; }

    /// <summary>The reason why no memory can be shared, as a sentence; empty if it can, or need not.</summary>
    public string WhyNotShared { get; } = "";

    /// <summary>The reason why a process could not get the memory that it must use, as a clause; null if each could.</summary>
    public string? WhyForcedFails { get; private set; }

    /// <summary>Tracks which process has which residuals; null if there are none. Set before the first process joins. Default: null.</summary>
    public ResidualLocations? Residuals { get; set; }

    /// <summary>
    /// The bytes of parameters sent to the worker processes so far, without frames: each version once for each process, however many
    /// workers it has.
    /// </summary>
    public long BytesDownwards => Interlocked.Read(ref _bytesDownwards);

    /// <summary>The port for connections.</summary>
    public int Port => _listener.EndPoint.Port;

    /// <summary>The parameter server's buffers.</summary>
    public IGradientBuffers Buffers => _versions is null ? _ordinary : new SharedBuffers(_versions, _ordinary);

    /// <summary>Issues a key for one connection.</summary>
    /// <param name="connected">Receives the connection, on another thread.</param>
    /// <returns>64 hexadecimal digits.</returns>
    public string Issue(Action<Stream> connected) => Convert.ToHexStringLower(_listener.Issue(connected));

    /// <summary>Revokes a key that was not used.</summary>
    public void Revoke(string key) => _listener.Revoke(Convert.FromHexString(key));

    /// <summary>
    /// Creates the memory that a process shares for its workers' gradients; otherwise returns null and the reason as a clause, which is
    /// empty if <see cref="WhyNotShared"/> states it or if nothing is to be shared.
    /// </summary>
    internal (LinkMemory? Memory, string Why) Share(int workers)
    {
        if (_versions is null) return (null, "");
        var plan = _contract.Plan;
        var nodes = plan.Compression is null // at most, of a part
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

    /// <summary>Creates the leader's end of a link to one process.</summary>
    internal LeaderLink Link(Stream stream, LinkMemory? memory, LeaderCallbacks callbacks) =>
        new(stream, _contract, _ordinary, memory, callbacks, Residuals, bytes => Interlocked.Add(ref _bytesDownwards, bytes));

    /// <inheritdoc/>
    public void Dispose()
    {
        _listener.Dispose();
        _versionMemory?.Dispose();
    }
}
