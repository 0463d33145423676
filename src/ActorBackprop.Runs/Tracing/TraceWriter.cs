using Google.Protobuf;

namespace ActorBackprop.Runs.Tracing;

/// <summary>
/// Writes a Perfetto trace (.pftrace): rows with slices, instants and counters, and arrows between them. A packet an event,
/// written as it comes; what is kept are the rows and the arrows that have not ended. For one caller at a time.
/// </summary>
/// <remarks>
/// Perfetto sorts a trace by time and keeps the file's order where times are equal. So events may be written late, but for
/// the beginnings and ends of one row's slices: those come in their order, and nest. Instants of one row and one time are
/// drawn one below the other, and from the 513th on not at all.
/// </remarks>
public sealed class TraceWriter : IDisposable
{
    /// <summary>The most characters that a name, an annotation's name or its text may have.</summary>
    public const int LongestText = 256;

    private const int BufferBytes = 1 << 16;

    private readonly Stream _stream;
    private readonly CodedOutputStream _file;
    private readonly ProtoMessage _packet = new();
    private readonly ProtoMessage _body = new();
    private readonly ProtoMessage _part = new();
    private readonly List<Row> _rows = [];
    private readonly Dictionary<ulong, long> _flows = [];
    private bool _isClosed;

    /// <summary>A trace with nothing in it.</summary>
    /// <param name="stream">Where it is written, 64 KiB at a time; disposed of with the writer.</param>
    public TraceWriter(Stream stream) => (_stream, _file) = (stream, new(stream, BufferBytes, leaveOpen: true));

    /// <summary>A new row for slices and instants.</summary>
    /// <param name="name">What it is called; need not be unique.</param>
    /// <param name="parent">The row it is drawn below, which becomes a group; null for none.</param>
    /// <param name="rank">Its place among the rows of its parent: lower ones are drawn above. Default: 0.</param>
    /// <returns>Its number.</returns>
    public int Track(string name, int? parent = null, int rank = 0) => Describe(name, parent, rank, unit: null);

    /// <summary>A new row for a value over time.</summary>
    /// <param name="name">What it is called; need not be unique.</param>
    /// <param name="unit">What it is counted in; empty for none.</param>
    /// <param name="parent">The row it is drawn below, which becomes a group; null for none.</param>
    /// <param name="rank">Its place among the rows of its parent: lower ones are drawn above. Default: 0.</param>
    /// <returns>Its number.</returns>
    public int CounterTrack(string name, string unit, int? parent = null, int rank = 0) => Describe(name, parent, rank, unit);

    /// <summary>A slice begins, within those of its row that have not ended.</summary>
    /// <param name="track">The row.</param>
    /// <param name="atNanoseconds">When; not before what was written last of the row's slices.</param>
    /// <param name="name">What it is called.</param>
    /// <param name="flow">An arrow from or to it; null for none.</param>
    /// <param name="annotations">What is to be read about it.</param>
    public void Begin(
        int track, long atNanoseconds, string name, TraceFlow? flow = null, params ReadOnlySpan<TraceAnnotation> annotations)
    {
        var row = InOrder(track, atNanoseconds);
        Event(1, track, atNanoseconds, name, annotations, flow, value: null);
        (row.Open, row.Last) = (row.Open + 1, atNanoseconds);
    }

    /// <summary>The slice of a row that began last, of those that have not ended, ends.</summary>
    /// <param name="track">The row.</param>
    /// <param name="atNanoseconds">When; not before what was written last of the row's slices.</param>
    /// <exception cref="InvalidOperationException">None has begun.</exception>
    public void End(int track, long atNanoseconds)
    {
        var row = InOrder(track, atNanoseconds);
        if (row.Open == 0) throw new InvalidOperationException($"{row.Name}: expected a slice that has begun, found none.");
        Event(2, track, atNanoseconds, name: null, [], flow: null, value: null);
        (row.Open, row.Last) = (row.Open - 1, atNanoseconds);
    }

    /// <summary>Something happens that takes no time.</summary>
    /// <param name="track">The row.</param>
    /// <param name="atNanoseconds">When.</param>
    /// <param name="name">What it is called.</param>
    /// <param name="flow">An arrow from or to it; null for none.</param>
    /// <param name="annotations">What is to be read about it.</param>
    public void Instant(
        int track, long atNanoseconds, string name, TraceFlow? flow = null, params ReadOnlySpan<TraceAnnotation> annotations)
    {
        Known(track, isCounter: false);
        Event(3, track, atNanoseconds, name, annotations, flow, value: null);
    }

    /// <summary>A value, from now on.</summary>
    /// <param name="track">The row, of <see cref="CounterTrack"/>.</param>
    /// <param name="atNanoseconds">When.</param>
    /// <param name="value">The value, finite.</param>
    public void Counter(int track, long atNanoseconds, double value)
    {
        Known(track, isCounter: true);
        if (!double.IsFinite(value)) throw new ArgumentOutOfRangeException(nameof(value), value, "Expected a finite value.");
        Event(4, track, atNanoseconds, name: null, [], flow: null, value);
    }

    /// <summary>Writes what is left and closes the stream. Slices that have not ended go on to the trace's end.</summary>
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

    private int Describe(string name, int? parent, int rank, string? unit)
    {
        Check(name);
        if (parent is { } above) Known(above, isCounter: false);
        if (unit is not null) ArgumentOutOfRangeException.ThrowIfGreaterThan(unit.Length, LongestText, nameof(unit));
        _rows.Add(new Row(name, unit is not null));
        _body.Number(TrackDescriptor.Uuid, _rows.Count); // from 1: 0 is Perfetto's own row
        _body.Text(TrackDescriptor.Name, name);
        if (parent is { } uuid) _body.Number(TrackDescriptor.ParentUuid, uuid);
        if (!string.IsNullOrEmpty(unit)) _part.Text(CounterDescriptor.UnitName, unit);
        if (unit is not null) _body.Nested(TrackDescriptor.Counter, _part);
        _body.Number(TrackDescriptor.ChildOrdering, 3); // by rank
        if (rank != 0) _body.Number(TrackDescriptor.SiblingOrderRank, rank);
        _body.Number(TrackDescriptor.SiblingMergeBehavior, 2); // rows of one name stay apart
        Packet(TracePacket.TrackDescriptor, atNanoseconds: null);
        return _rows.Count;
    }

    private void Event(
        int type, int track, long at, string? name, ReadOnlySpan<TraceAnnotation> annotations, TraceFlow? flow, double? value)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(at);
        if (name is not null) Check(name);
        foreach (var annotation in annotations) Check(annotation);
        if (flow is { } checkedFlow) Follow(checkedFlow, at);
        foreach (var annotation in annotations) Annotate(annotation);
        _body.Number(TrackEvent.Type, type);
        _body.Number(TrackEvent.TrackUuid, track);
        if (name is not null) _body.Text(TrackEvent.Name, name);
        if (value is { } number) _body.Real(TrackEvent.DoubleCounterValue, number);
        if (flow is { } arrow) _body.Fixed(arrow.IsEnd ? TrackEvent.TerminatingFlowIds : TrackEvent.FlowIds, arrow.Id);
        Packet(TracePacket.TrackEvent, at);
    }

    private void Annotate(TraceAnnotation annotation)
    {
        if (annotation.Text is null) _part.Number(DebugAnnotation.IntValue, annotation.Number);
        else _part.Text(DebugAnnotation.StringValue, annotation.Text);
        _part.Text(DebugAnnotation.Name, annotation.Name);
        _body.Nested(TrackEvent.DebugAnnotations, _part);
    }

    private void Packet(int field, long? atNanoseconds)
    {
        if (atNanoseconds is { } at) _packet.Number(TracePacket.Timestamp, at);
        _packet.Number(TracePacket.TrustedPacketSequenceId, 1); // one writer
        _packet.Nested(field, _body);
        _packet.MoveTo(_file, field: 1);
    }

    /// <summary>Perfetto draws no arrow that ends before it begins.</summary>
    private void Follow(TraceFlow flow, long at)
    {
        if (!flow.IsEnd)
        {
            if (!_flows.TryAdd(flow.Id, at)) throw new InvalidOperationException($"Flow {flow.Id} has begun and not ended.");
            return;
        }
        if (!_flows.TryGetValue(flow.Id, out var began)) throw new InvalidOperationException($"Flow {flow.Id} has not begun.");
        ArgumentOutOfRangeException.ThrowIfLessThan(at, began);
        _flows.Remove(flow.Id);
    }

    private Row InOrder(int track, long at)
    {
        var row = Known(track, isCounter: false);
        ArgumentOutOfRangeException.ThrowIfLessThan(at, row.Last);
        return row;
    }

    private Row Known(int track, bool isCounter)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(track);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(track, _rows.Count);
        var row = _rows[track - 1];
        return row.IsCounter == isCounter
            ? row
            : throw new ArgumentException($"{row.Name}: expected a row for {(isCounter ? "values" : "slices")}, found the other.");
    }

    private static void Check(TraceAnnotation annotation)
    {
        Check(annotation.Name);
        if (annotation.Text is { } text) ArgumentOutOfRangeException.ThrowIfGreaterThan(text.Length, LongestText);
    }

    private static void Check(string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(name.Length, LongestText);
    }

    /// <summary>What a row has come to: slices that have not ended, and the time of the last beginning or end.</summary>
    private sealed class Row(string name, bool isCounter)
    {
        public string Name => name;
        public bool IsCounter => isCounter;
        public int Open { get; set; }
        public long Last { get; set; }
    }
}

/// <summary>Something to read when an event is clicked: a name, and a number or a text.</summary>
public readonly record struct TraceAnnotation
{
    /// <summary>A number.</summary>
    public TraceAnnotation(string name, long number) => (Name, Number) = (name, number);

    /// <summary>A text.</summary>
    public TraceAnnotation(string name, string text) => (Name, Text) = (name, text);

    /// <summary>What it is.</summary>
    public string Name { get; }

    /// <summary>The number, where there is no text.</summary>
    public long Number { get; }

    /// <summary>The text; null where it is a number.</summary>
    public string? Text { get; }
}

/// <summary>One end of an arrow from an event to a later or simultaneous one.</summary>
public readonly record struct TraceFlow
{
    private TraceFlow(ulong id, bool isEnd) => (Id, IsEnd) = (id, isEnd);

    /// <summary>Which arrow.</summary>
    public ulong Id { get; }

    /// <summary>Whether this is its point.</summary>
    public bool IsEnd { get; }

    /// <summary>An arrow begins here.</summary>
    /// <param name="id">Its number, which no arrow has that has begun and not ended.</param>
    public static TraceFlow Begins(ulong id) => new(id, isEnd: false);

    /// <summary>An arrow ends here.</summary>
    /// <param name="id">Its number, as when it began.</param>
    public static TraceFlow Ends(ulong id) => new(id, isEnd: true);
}
