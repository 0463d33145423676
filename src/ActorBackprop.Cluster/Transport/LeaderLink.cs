using System.Runtime.InteropServices;
using ActorBackprop.Actors.Messages;
using ActorBackprop.Cluster.Transport.Frames;
using ActorBackprop.Cluster.Transport.SharedMemory;
using ActorBackprop.Learning.Compression;
using ActorBackprop.Learning.Gradients;

namespace ActorBackprop.Cluster.Transport;

/// <summary>
/// The leader's end of the link to one worker process. Each version of the parameters is sent to the process once, however many workers it
/// has; if memory is shared, only a slot's number is sent. Each answer must belong to a part that this link has sent.
/// </summary>
internal sealed class LeaderLink : WireLink
{
    private readonly object _gate = new(); // waited on
    private readonly LeaderCallbacks _callbacks;
    private readonly IGradientBuffers _buffers;
    private readonly LinkMemory? _memory;
    private readonly SharedSegment? _rings;
    private readonly SendQueue _queue = new();
    private readonly PartsInFlight<SentPart> _open = new();
    private readonly ResidualLocations? _residuals;
    private readonly FrameWriter _writer = new(); // used by the thread that is writing
    private ReadOnlyMemory<float> _floats, _following; // sent after the frame
    private bool _isWriting;
    private bool _isOffered; // whether shared memory was offered and not answered yet; until then nothing else is sent
    private bool _isSharing;
    private readonly Action<long>? _parametersSent;
    private long _sentVersion = -1, _countedVersion = -1;

    /// <summary>Creates the link. It may call back before this constructor has returned.</summary>
    /// <param name="stream">The stream to the process, owned by the link. It is read and written at the same time, by two threads.</param>
    /// <param name="contract">The training that both ends agreed on.</param>
    /// <param name="buffers">The buffers for sums that arrive through the stream: ordinary memory of the parameters' length.</param>
    /// <param name="memory">The memory to share; null for none. Nothing is sent until the process has answered whether it has mapped it; if it
    /// has not, everything goes through the stream.</param>
    /// <param name="callbacks">The callbacks.</param>
    /// <param name="residuals">Tracks which process has which residuals, for all links; null if there are none. Default: null.</param>
    /// <param name="parametersSent">Receives the bytes of each version sent to the process, also through shared memory. Default: null.</param>
    public LeaderLink(Stream stream, WireContract contract, IGradientBuffers buffers, LinkMemory? memory, LeaderCallbacks callbacks,
        ResidualLocations? residuals = null, Action<long>? parametersSent = null) : base(stream, contract, callbacks.Closed)
    {
        (_callbacks, _buffers, _residuals, _parametersSent) = (callbacks, buffers, residuals, parametersSent);
        if (memory is not null)
        {
            (_memory, _rings) = (memory, memory.Rings);
            ShareFrame.Write(_writer, memory.Versions.Segment.Ticket, memory.Gradients.Segment.Ticket, _rings.Ticket);
            _isWriting = _isOffered = true;
        }
        Start();
        new Thread(SendQueued) { IsBackground = true, Name = $"{nameof(LeaderLink)}.{nameof(Send)}" }.Start();
    }

    /// <summary>Whether the process has mapped the shared memory.</summary>
    public bool IsSharing => Volatile.Read(ref _isSharing);

    /// <summary>
    /// Sends a part to a worker, without waiting: at once if that cannot block, otherwise on the link's own thread. A part that has not been
    /// sent when the next one for the same worker comes is discarded. Does nothing once the link has ended.
    /// </summary>
    /// <param name="worker">The worker's number.</param>
    /// <param name="work">The part. Its parameters are referenced until the answer arrives, so their memory is not reused before.</param>
    public void Send(int worker, ComputeGradient work)
    {
        if (work.Run != Contract.Run) throw new ArgumentException($"a part of the run {work.Run} on a link of {Contract.Run}", nameof(work));
        lock (_gate)
        {
            if (IsClosed) return;
            if (!_queue.Add(worker, work)) return;
            if (!TryBegin(mayBlock: IsLong(work))) return;
        }
        WriteOut();
    }

    /// <summary>Tells a worker to stop computing a part, without waiting. A part that has not been sent yet is discarded instead.</summary>
    /// <param name="worker">The worker's number.</param>
    /// <param name="cancel">The part.</param>
    public void Send(int worker, CancelPart cancel)
    {
        lock (_gate)
        {
            if (IsClosed) return;
            if (_queue.Discard(worker, cancel)) return;
            if (_open.Find(worker, cancel.Step, cancel.Part, asked => asked.Version == cancel.Version) < 0) return; // answered meanwhile
            _queue.Add(worker, cancel);
            if (!TryBegin(mayBlock: false)) return;
        }
        WriteOut();
    }

    /// <summary>Prepares the frame queued last, if it can be written at once; otherwise leaves it to the link's own thread.</summary>
    private bool TryBegin(bool mayBlock)
    {
        if (_isWriting || _isOffered || _queue.Count > 1 || mayBlock || !StreamReadiness.IsWritable(Stream))
        {
            Monitor.Pulse(_gate);
            return false;
        }
        PrepareNext();
        return true;
    }

    private protected override void Ended()
    {
        _rings?.Dispose();
        lock (_gate) Monitor.Pulse(_gate);
    }

    private protected override void OnFrame(FrameKind kind, FrameFields fields)
    {
        switch (kind)
        {
            case FrameKind.Shared:
                OnShared(fields);
                break;
            case FrameKind.Register:
                var register = new RegisterWorker(
                    new WorkerId(fields.Int32("worker", Limits.Workers), fields.Int32("incarnation", int.MaxValue)), fields.Int64());
                fields.End();
                _callbacks.Registered(register);
                break;
            case FrameKind.Gradient:
                OnGradient(GradientFrame.Read(ref fields, Limits));
                break;
            case FrameKind.Cancelled:
                OnCancelled(CancelFrame.Read(ref fields, Limits, Contract.Run));
                break;
            case FrameKind.Leave:
                fields.End();
                _callbacks.Left();
                break;
            default:
                throw new BadFrameException($"a worker process has sent a {kind} frame");
        }
    }

    private void OnShared(FrameFields fields)
    {
        if (!_isOffered) throw new BadFrameException("an answer to shared memory that was not offered");
        var why = SharedFrame.Read(ref fields);
        var isMapped = why.Length == 0;
        lock (_gate)
        {
            _isOffered = false;
            if (isMapped) SwitchTo(_rings!, isLeader: true);
            _isSharing = isMapped;
            Monitor.Pulse(_gate);
        }
        _rings!.Dispose(); // closes its file, so that no other process can map it
        _callbacks.Shared(why);
    }

    private void OnGradient(GradientFrame frame)
    {
        var asked = Settle(frame);
        var sums = new NodeSum[frame.Sums.Length];
        for (var i = 0; i < sums.Length; i++)
        {
            var (sum, floats) = (frame.Sums[i], default(Memory<float>));
            if (sum.Place != GradientFrame.Inline) floats = asked.Lent(sum.Place)!.Memory;
            else if (sum.Encoded == 0) Reader.ReadFloats((floats = _buffers.Take()).Span);
            else ReadEncoded(sum.Encoded, (floats = _buffers.Take()).Span);
            sums[i] = new NodeSum(sum.Node, floats, sum.Cost, sum.Correct);
            if (sum.Encoded > 0) sums[i] = sums[i] with { Bytes = sum.Encoded };
        }
        RecordResiduals(frame, asked, sums);
        _callbacks.Computed(new GradientComputed(
            Contract.Run, frame.Worker, frame.Step, frame.Part, frame.Version, sums, frame.Compute));
    }

    private void OnCancelled((int Worker, CancelPart Cancel) frame)
    {
        var (worker, (_, step, part, version)) = frame;
        lock (_gate)
        {
            var place = _open.Find(worker, step, part, asked => asked.Version == version);
            if (place < 0) throw new BadFrameException($"worker {worker} stopped computing part [{part.From}, {part.To}) of step {step}, "
                + "which was not requested");
            foreach (var asked in _open.Settle(worker, place)) asked.ReturnAllBut([]);
        }
    }

    private void ReadEncoded(int count, Span<float> gradient)
    {
        var bytes = new byte[count];
        Reader.ReadBytes(bytes);
        if (!GradientCompression.TryDecode(Contract.Plan, bytes, gradient)) throw new BadFrameException("a gradient cannot be decoded");
    }

    private void RecordResiduals(GradientFrame frame, SentPart asked, NodeSum[] sums)
    {
        if (_residuals is null) return;
        // The server refuses a gradient that is not finite, and the part is computed again with its previous residual.
        var counts = Array.TrueForAll(sums, static sum => sum.IsFinite);
        var after = new float[asked.WantsResiduals ? _residuals.Length : 0];
        foreach (var sum in sums)
        {
            Reader.ReadFloats(after);
            if (counts) _residuals.Answered(sum.Node.From, frame.Step, this, after);
        }
    }

    /// <summary>Finds the part that an answer belongs to, and returns the slots that hold none of its sums.</summary>
    private SentPart Settle(GradientFrame frame)
    {
        lock (_gate)
        {
            var place = _open.Find(frame.Worker.Number, frame.Step, frame.Part, asked => asked.Version == frame.Version && asked.CanHold(frame.Sums));
            if (place < 0) throw new BadFrameException(
                $"a gradient of {frame.Worker} for step {frame.Step}, part [{frame.Part.From}, {frame.Part.To}), that was not requested, "
                + "or in memory that was not lent for it");
            var settled = _open.Settle(frame.Worker.Number, place);
            for (var i = 0; i < place; i++) settled[i].ReturnAllBut([]);
            settled[place].ReturnAllBut(frame.Sums);
            return settled[place];
        }
    }

    private void SendQueued()
    {
        if (_memory is not null) WriteOut();
        while (true)
        {
            lock (_gate)
            {
                while (!IsClosed && (_isWriting || _isOffered || _queue.Count == 0)) Monitor.Wait(_gate);
                if (IsClosed) return;
                PrepareNext();
            }
            WriteOut();
        }
    }

    /// <summary>Prepares the frame that has waited longest, and takes the right to send it.</summary>
    private void PrepareNext()
    {
        _isWriting = true;
        var (worker, work, cancel) = _queue.Take();
        if (cancel is not null)
        {
            CancelFrame.Write(_writer, FrameKind.Cancel, worker, cancel);
            return;
        }
        var (kind, step) = (KindOf(work!), work!.Minibatch.Step);
        var (residuals, following) = _residuals?.Send(work.Part, step, this) ?? ([], []);
        var asked = new SentPart(work.Version, work.Parameters, Lend(work), WantsResiduals: _residuals?.AreWantedAfter(step) ?? false);
        Span<int> lent = stackalloc int[asked.Slots.Length];
        for (var i = 0; i < lent.Length; i++) lent[i] = asked.Slots[i].Index;
        var slot = kind == FloatsKind.Slot ? SlotMemory.Of(work.Parameters)!.Index : 0;
        ComputeFrame.Write(_writer, worker, work, kind, slot, lent, residuals, asked.WantsResiduals);
        if (kind == FloatsKind.Inline) (_floats, _sentVersion) = (work.Parameters, work.Version);
        if (work.Version != _countedVersion) _parametersSent?.Invoke((long)work.Parameters.Length * sizeof(float));
        _countedVersion = work.Version;
        _following = following;
        _open.Add(worker, step, work.Part, asked);
    }

    private void WriteOut()
    {
        try
        {
            Stream.Write(_writer.Frame);
            if (!_floats.IsEmpty) Stream.Write(MemoryMarshal.AsBytes(_floats.Span));
            if (!_following.IsEmpty) Stream.Write(MemoryMarshal.AsBytes(_following.Span));
            Stream.Flush();
        }
        catch (Exception cause) when (IsStreamFailure(cause))
        {
            Fail(cause);
        }
        (_floats, _following) = (default, default);
        lock (_gate)
        {
            _isWriting = false;
            if (_queue.Count > 0) Monitor.Pulse(_gate);
        }
    }

    /// <summary>Returns whether so much follows the frame that writing it may block.</summary>
    private bool IsLong(ComputeGradient work) => KindOf(work) == FloatsKind.Inline || _residuals?.Follow(work.Part, this) == true;

    private FloatsKind KindOf(ComputeGradient work)
    {
        if (_isSharing && SlotMemory.Of(work.Parameters)?.Segment == _memory!.Versions.Segment) return FloatsKind.Slot;
        return work.Version == _sentVersion ? FloatsKind.Same : FloatsKind.Inline;
    }

    private SlotMemory[] Lend(ComputeGradient work)
    {
        if (!_isSharing) return [];
        var lent = new SlotMemory[work.Part.Nodes(work.Minibatch).Length];
        var count = 0;
        while (count < lent.Length && _memory!.Gradients.TryTake() is { } slot) lent[count++] = slot;
        return count == lent.Length ? lent : lent[..count];
    }
}
