using Google.Protobuf;

namespace ActorBackprop.Runs.Tracing;

/// <summary>
/// Writes a Perfetto trace (.pftrace): rows with slices, instants and counters, and arrows between them. Each event is written at once; only the
/// rows are kept in memory. Not thread-safe.
/// </summary>
/// <remarks>
/// Perfetto sorts a trace by time and keeps the file's order for equal times. Events may therefore be written late, except the begin and end
/// of slices: in one row these are in order and nested. Perfetto stacks instants of one row and one time, and drops the 513th and later ones.
/// </remarks>
internal sealed class TraceWriter : IDisposable
{
    private const int BufferBytes = 1 << 16;

    private readonly Stream _stream;
    private readonly CodedOutputStream _file;
    private readonly ProtoMessage _packet = new();
    private readonly ProtoMessage _body = new();
    private readonly ProtoMessage _part = new();
    private readonly List<(int Open, long Last)> _rows = []; // slices that have not ended, and the time of the last begin or end
    private bool _isClosed;

    /// <summary>Creates an empty trace.</summary>
    /// <param name="stream">The file, written in blocks of 64 KiB; disposed with the writer.</param>
    public TraceWriter(Stream stream) => (_stream, _file) = (stream, new(stream, BufferBytes, leaveOpen: true));

    /// <summary>Adds a row for slices and instants, or for values.</summary>
    /// <param name="name">The name; need not be unique.</param>
    /// <param name="parent">The row to draw it below, which becomes a group; null for none.</param>
    /// <param name="rank">The position among the rows of its parent, ascending from the top. Default: 0.</param>
    /// <param name="unit">The unit of a row for values, or ""; null for a row of slices. Default: null.</param>
    /// <returns>The number of the row, from 1: Perfetto reserves 0.</returns>
    public int AddRow(string name, int? parent = null, int rank = 0, string? unit = null)
    {
        _rows.Add(default);
        _body.Number(TrackDescriptor.Uuid, _rows.Count);
        _body.Text(TrackDescriptor.Name, name);
        if (parent is { } uuid) _body.Number(TrackDescriptor.ParentUuid, uuid);
        if (!string.IsNullOrEmpty(unit)) _part.Text(TrackDescriptor.UnitName, unit);
        if (unit is not null) _body.Nested(TrackDescriptor.Counter, _part);
        _body.Number(TrackDescriptor.ChildOrdering, 3); // by rank
        if (rank != 0) _body.Number(TrackDescriptor.SiblingOrderRank, rank);
        _body.Number(TrackDescriptor.SiblingMergeBehavior, 2); // do not merge rows of one name
        WritePacket(TracePacket.TrackDescriptor, atNanoseconds: null);
        return _rows.Count;
    }

    /// <summary>Begins a slice, within the open slices of its row.</summary>
    /// <param name="row">The row.</param>
    /// <param name="atNanoseconds">The time; not before the last begin or end in this row.</param>
    /// <param name="name">The name.</param>
    /// <param name="flow">An arrow from or to the slice; null for none.</param>
    /// <param name="annotations">The details shown for the slice.</param>
    public void Begin(int row, long atNanoseconds, string name, TraceFlow? flow = null, params ReadOnlySpan<TraceAnnotation> annotations)
    {
        Nest(row, atNanoseconds, 1);
        WriteEvent(1, row, atNanoseconds, name, annotations, flow, value: null);
    }

    /// <summary>Ends the slice of a row that began last.</summary>
    /// <exception cref="InvalidOperationException">The row has no open slice.</exception>
    public void End(int row, long atNanoseconds)
    {
        Nest(row, atNanoseconds, -1);
        WriteEvent(2, row, atNanoseconds, name: null, [], flow: null, value: null);
    }

    /// <summary>Writes an event without duration.</summary>
    public void Instant(int row, long atNanoseconds, string name, TraceFlow? flow = null, params ReadOnlySpan<TraceAnnotation> annotations) =>
        WriteEvent(3, row, atNanoseconds, name, annotations, flow, value: null);

    /// <summary>Writes a value, which holds until the next one.</summary>
    public void Counter(int row, long atNanoseconds, double value) => WriteEvent(4, row, atNanoseconds, name: null, [], flow: null, value);

    /// <summary>Writes the rest and closes the stream. Open slices last until the end of the trace.</summary>
    public void Dispose()
    {
        if (_isClosed) return;
        _isClosed = true;
        using (_stream)
        using (_packet)
        using (_body)
        using (_part)
        {
            _file.Flush();
        }
    }

    private void WriteEvent(
        int type, int row, long at, string? name, ReadOnlySpan<TraceAnnotation> annotations, TraceFlow? flow, double? value)
    {
        foreach (var annotation in annotations)
        {
            if (annotation.Text is { } text) _part.Text(TrackEvent.AnnotationString, text);
            else _part.Number(TrackEvent.AnnotationInt, annotation.Number);
            _part.Text(TrackEvent.AnnotationName, annotation.Name);
            _body.Nested(TrackEvent.DebugAnnotations, _part);
        }
        _body.Number(TrackEvent.Type, type);
        _body.Number(TrackEvent.TrackUuid, row);
        if (name is not null) _body.Text(TrackEvent.Name, name);
        if (value is { } number) _body.Real(TrackEvent.DoubleCounterValue, number);
        if (flow is { } arrow) _body.Fixed(arrow.IsEnd ? TrackEvent.TerminatingFlowIds : TrackEvent.FlowIds, arrow.Id);
        WritePacket(TracePacket.TrackEvent, at);
    }

    private void WritePacket(int field, long? atNanoseconds)
    {
        if (atNanoseconds is { } at) _packet.Number(TracePacket.Timestamp, at);
        _packet.Number(TracePacket.TrustedPacketSequenceId, 1); // the only writer
        _packet.Nested(field, _body);
        _packet.MoveTo(_file, field: 1);
    }

    private void Nest(int row, long at, int change)
    {
        var (open, last) = _rows[row - 1];
        ArgumentOutOfRangeException.ThrowIfLessThan(at, last);
        if (open + change < 0) throw new InvalidOperationException($"row {row} has no slice to end at {at} ns");
        _rows[row - 1] = (open + change, at);
    }
}

/// <summary>A detail of an event: a name, and a number or a text.</summary>
/// <param name="Name">The name.</param>
/// <param name="Number">The number, if there is no text.</param>
/// <param name="Text">The text; null for a number.</param>
internal readonly record struct TraceAnnotation(string Name, long Number, string? Text = null)
{
    /// <summary>Creates a detail with a text.</summary>
    public TraceAnnotation(string name, string text) : this(name, 0, text)
    {
    }
}

/// <summary>One end of an arrow between two events.</summary>
/// <param name="Id">The arrow; no other arrow has this number until this one has ended.</param>
/// <param name="IsEnd">Whether the arrow ends here, not before it begins; otherwise it begins here.</param>
internal readonly record struct TraceFlow(ulong Id, bool IsEnd);
