namespace ActorBackprop.Cluster.Transport.SharedMemory;

/// <summary>
/// Two rings as a stream, above the connection by which they were agreed on. Nothing goes through that any more: it tells,
/// by its end, that the other process has ended, however it did.
/// </summary>
internal sealed class RingStream : DuplexStream
{
    private readonly Stream _beneath;
    private readonly SharedRing _in, _out;

    /// <summary>The leader's end, or the worker's.</summary>
    /// <param name="beneath">The connection; the stream's own.</param>
    /// <param name="rings">Two slots of <see cref="SharedRing.Floats"/>: to the worker, and to the leader.</param>
    /// <param name="isLeader">Whose end it is.</param>
    public RingStream(Stream beneath, SharedSegment rings, bool isLeader)
    {
        _beneath = beneath;
        (_in, _out) = (new SharedRing(rings, isLeader ? 1 : 0, isReader: true), new SharedRing(rings, isLeader ? 0 : 1, isReader: false));
        new Thread(Watch) { IsBackground = true, Name = nameof(RingStream) }.Start();
    }

    /// <inheritdoc/>
    public override bool IsWritable => _out.Ready >= Frames.FrameWriter.MaxBytes;

    /// <inheritdoc/>
    public override int Read(Span<byte> buffer) => buffer.IsEmpty ? 0 : _in.Read(buffer);

    /// <inheritdoc/>
    public override void Write(ReadOnlySpan<byte> buffer) => _out.Write(buffer);

    /// <inheritdoc/>
    public override void Flush() => _out.WakePeer();

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        _beneath.Dispose();
        End();
        base.Dispose(disposing);
    }

    private void Watch()
    {
        try
        {
            _beneath.ReadByte();
        }
        catch (Exception closed) when (WireLink.IsStreamFailure(closed))
        {
            // that is an end too
        }
        End();
    }

    private void End()
    {
        _in.End();
        _out.End();
    }
}
