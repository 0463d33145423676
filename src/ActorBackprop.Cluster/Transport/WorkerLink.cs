using System.Runtime.InteropServices;
using ActorBackprop.Actors.Messages;
using ActorBackprop.Cluster.Transport.Frames;
using ActorBackprop.Cluster.Transport.SharedMemory;
using ActorBackprop.Learning.Compression;
using ActorBackprop.Learning.Gradients;

namespace ActorBackprop.Cluster.Transport;

/// <summary>A worker process's end of the link to the leader: one for all workers of the process.</summary>
internal sealed class WorkerLink : WireLink
{
    private readonly Lock _gate = new();
    private readonly Lock _writing = new();
    private readonly WorkerCallbacks _callbacks;
    private readonly IGradientBuffers _buffers;
    private readonly PartsInFlight<Taken> _open = new();
    private readonly Residuals? _residuals;
    private readonly FrameWriter _writer = new();
    private ReceivedVersion? _newest;
    private Memory<float>[] _versionSlots = [], _gradientSlots = [];

    /// <summary>Creates the link. It may call back before this constructor has returned.</summary>
    /// <param name="stream">The stream to the leader, owned by the link. It is read and written at the same time, by two threads.</param>
    /// <param name="contract">The training that both ends agreed on.</param>
    /// <param name="buffers">The buffers for parameters that arrive through the stream, to which sums return once they are sent.</param>
    /// <param name="callbacks">The callbacks.</param>
    /// <param name="residuals">This process's residuals of the microbatches' places; null if there are none. Default: null.</param>
    public WorkerLink(Stream stream, WireContract contract, IGradientBuffers buffers, WorkerCallbacks callbacks, Residuals? residuals = null)
        : base(stream, contract, callbacks.Closed)
    {
        (_callbacks, _buffers, _residuals) = (callbacks, buffers, residuals);
        Start();
    }

    /// <summary>Whether the leader's memory is mapped.</summary>
    public bool IsSharing => Volatile.Read(ref _versionSlots).Length > 0;

    /// <summary>The reason why mapping it failed, as a sentence; empty if it has not failed.</summary>
    public string WhyNotSharing { get; private set; } = "";

    /// <summary>Registers a worker with the leader. Waits until the frame is written.</summary>
    public void Send(RegisterWorker register)
    {
        lock (_writing)
        {
            _writer.Begin(FrameKind.Register);
            _writer.Int32(register.Worker.Number);
            _writer.Int32(register.Worker.Incarnation);
            _writer.Int64(register.Heard);
            Write([]);
        }
    }

    /// <summary>
    /// Sends a worker's answer, waits until it is written, and returns the buffers of its sums. An answer to a part that did not come through
    /// this link is dropped: its leader would refuse it.
    /// </summary>
    public void Send(GradientComputed computed)
    {
        if (computed.Run != Contract.Run)
            throw new ArgumentException($"an answer of the run {computed.Run} on a link of {Contract.Run}", nameof(computed));
        if (TrySettle(computed.Worker.Number, computed.Step, computed.Part, taken => taken.IsOf(computed, Place)) is { } taken)
        {
            var residuals = taken.WantsResiduals ? ResidualsAfter(computed) : [];
            lock (_writing)
            {
                GradientFrame.Write(_writer, computed, Place);
                Write(computed.Sums, residuals);
            }
        }
        for (var i = 0; i < computed.Sums.Count; i++)
            if (SlotMemory.Of(computed.Sums[i].Gradient) is null) _buffers.GiveBack(computed.Sums[i].Gradient);
    }

    /// <summary>Tells the leader that this process is about to leave. Waits until the frame is written.</summary>
    public void SendLeave()
    {
        lock (_writing)
        {
            _writer.Begin(FrameKind.Leave);
            Write([]);
        }
    }

    /// <summary>Tells the leader that a cancelled part is no longer being computed, so that its memory can be reused.</summary>
    /// <param name="worker">The worker's number.</param>
    /// <param name="work">The cancelled part.</param>
    public void SendCancelled(int worker, ComputeGradient work)
    {
        var cancel = new CancelPart(work.Run, work.Minibatch.Step, work.Part, work.Version);
        if (TrySettle(worker, work.Minibatch.Step, work.Part, taken => taken.Version == work.Version) is null) return;
        lock (_writing)
        {
            CancelFrame.Write(_writer, FrameKind.Cancelled, worker, cancel);
            Write([]);
        }
    }

    private protected override void Ended()
    {
    }

    private protected override void OnFrame(FrameKind kind, FrameFields fields)
    {
        switch (kind)
        {
            case FrameKind.Share:
                OnShare(fields);
                break;
            case FrameKind.Compute:
                OnCompute(ComputeFrame.Read(ref fields, Limits, _versionSlots.Length, _gradientSlots.Length));
                break;
            case FrameKind.Cancel:
                var (worker, cancel) = CancelFrame.Read(ref fields, Limits, Contract.Run);
                _callbacks.Cancel(worker, cancel);
                break;
            default:
                throw new BadFrameException($"a leader has sent a {kind} frame");
        }
    }

    private void OnShare(FrameFields fields)
    {
        var (versions, gradients, both) = ShareFrame.Read(ref fields);
        if (IsSharing) throw new BadFrameException("the leader has offered memory twice");
        var why = "";
        SharedSegment? rings = null;
        if (SharedSegment.TryOpen(versions, Contract.Floats, writable: false, out why) is { } read
            && SharedSegment.TryOpen(gradients, Contract.Floats, writable: true, out why) is { } written
            && (rings = SharedSegment.TryOpen(both, SharedRing.Floats, writable: true, out why)) is not null)
        {
            Volatile.Write(ref _gradientSlots, Slots(written));
            Volatile.Write(ref _versionSlots, Slots(read));
        }
        WhyNotSharing = why;
        lock (_writing)
        {
            SharedFrame.Write(_writer, why);
            Write([]);
            if (rings is not null) SwitchTo(rings, isLeader: false);
        }
    }

    private void OnCompute(ComputeFrame frame)
    {
        var received = frame.Floats == FloatsKind.Slot ? null : Receive(frame);
        var parameters = received?.Floats ?? _versionSlots[frame.Slot];
        TakeResiduals(frame);
        lock (_gate)
        {
            if (received is not null) received.Readers++;
            _open.Add(frame.Worker, frame.Minibatch.Step, frame.Part, new Taken(frame.Version, received, frame.Lent, frame.WantsResiduals));
        }
        _callbacks.Compute(frame.Worker, frame.Lent.Length == 0
            ? new ComputeGradient(Contract.Run, frame.Minibatch, frame.Part, frame.Version, parameters)
            : new ComputeInto(Contract.Run, frame.Minibatch, frame.Part, frame.Version, parameters,
                Array.ConvertAll(frame.Lent, slot => _gradientSlots[slot])));
    }

    /// <summary>Returns the parameters that follow a frame, or the version received last.</summary>
    private ReceivedVersion Receive(ComputeFrame frame)
    {
        if (frame.Floats == FloatsKind.Same)
            return _newest?.Version == frame.Version ? _newest
                : throw new BadFrameException($"version {frame.Version} was not sent, but should be here");
        var floats = _buffers.Take();
        Reader.ReadFloats(floats.Span);
        lock (_gate)
        {
            var before = _newest;
            _newest = new ReceivedVersion(frame.Version, floats);
            if (before?.Readers == 0) _buffers.GiveBack(before.Floats);
            return _newest;
        }
    }

    private void TakeResiduals(ComputeFrame frame)
    {
        if (_residuals is null) return;
        var following = new float[_residuals.Length];
        for (var i = 0; i < frame.Residuals.Length; i++)
        {
            if (frame.Residuals[i] == ResidualKind.Kept) continue;
            if (frame.Residuals[i] == ResidualKind.Follows) Reader.ReadFloats(following);
            _residuals.Put(frame.Part.From + i, frame.Minibatch.Step - 1, frame.Residuals[i] == ResidualKind.Follows ? following : []);
        }
    }

    private float[] ResidualsAfter(GradientComputed computed)
    {
        var (places, length) = (computed.Part.To - computed.Part.From, _residuals!.Length);
        var after = new float[places * length];
        for (var i = 0; i < places; i++) _residuals.CopyBefore(computed.Part.From + i, computed.Step + 1, after.AsSpan(i * length, length));
        return after;
    }

    private Taken? TrySettle(int worker, long step, Part part, Func<Taken, bool> fits)
    {
        lock (_gate)
        {
            var place = IsClosed ? -1 : _open.Find(worker, step, part, fits);
            if (place < 0) return null;
            var settled = _open.Settle(worker, place);
            foreach (var taken in settled)
                if (taken.Received is { } received && --received.Readers == 0 && received != _newest) _buffers.GiveBack(received.Floats);
            return settled[^1];
        }
    }

    private int Place(Memory<float> gradient) =>
        SlotMemory.Of(gradient) is { } slot && IsSharing && slot.Index < _gradientSlots.Length && gradient.Equals(_gradientSlots[slot.Index])
            ? slot.Index : GradientFrame.Inline;

    /// <summary>Writes the frame, the sums that are not in a slot, and residuals.</summary>
    private void Write(IReadOnlyList<NodeSum> sums, float[]? residuals = null)
    {
        try
        {
            Stream.Write(_writer.Frame);
            for (var i = 0; i < sums.Count; i++)
            {
                if (Place(sums[i].Gradient) != GradientFrame.Inline) continue;
                Stream.Write(sums[i].Encoded.IsEmpty ? MemoryMarshal.AsBytes(sums[i].Gradient.Span) : sums[i].Encoded.Span);
            }
            Stream.Write(MemoryMarshal.AsBytes(residuals.AsSpan()));
            Stream.Flush();
        }
        catch (Exception cause) when (IsStreamFailure(cause))
        {
            Fail(cause);
        }
    }

    private static Memory<float>[] Slots(SharedSegment segment) =>
        [.. Enumerable.Range(0, segment.Slots).Select(slot => new SlotMemory(segment, slot, lease: null).Memory)];

    /// <summary>A part that has been received, kept until its answer is sent.</summary>
    private sealed record Taken(long Version, ReceivedVersion? Received, int[] Lent, bool WantsResiduals)
    {
        /// <summary>Returns whether sums can be its answer: each is inline, or in a slot that was lent for it.</summary>
        public bool IsOf(GradientComputed computed, Func<Memory<float>, int> place) =>
            computed.Version == Version && computed.Sums.All(sum =>
                place(sum.Gradient) is var slot && (slot == GradientFrame.Inline || Array.IndexOf(Lent, slot) >= 0));
    }
}

/// <summary>Parameters that arrived through the stream, and the number of parts that are computed on them.</summary>
/// <param name="version">The version.</param>
/// <param name="floats">The parameters.</param>
internal sealed class ReceivedVersion(long version, Memory<float> floats)
{
    /// <summary>The version.</summary>
    public long Version { get; } = version;

    /// <summary>The parameters.</summary>
    public Memory<float> Floats { get; } = floats;

    /// <summary>The number of parts on these parameters that are not answered yet.</summary>
    public int Readers { get; set; }
}
