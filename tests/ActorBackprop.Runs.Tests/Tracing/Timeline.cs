namespace ActorBackprop.Runs.Tests.Tracing;

/// <summary>A slice, or an instant, which is one that ends as it begins. To is null where it never ends.</summary>
internal sealed class Shape(string row, string name, ulong from, ulong? to, int depth, string annotations)
{
    public string Row => row;
    public string Name => name;
    public ulong From => from;
    public ulong? To { get; set; } = to;
    public int Depth => depth;
    public bool IsInstant { get; init; }
    public string Annotations => annotations;

    public override string ToString() =>
        $"{new string(' ', 2 * depth)}{From}{(IsInstant ? "" : $"–{To}")} {name}{(annotations.Length > 0 ? $" ({annotations})" : "")}";
}

/// <summary>
/// What Perfetto makes of a trace, by the rules of its importer: rows first; events by time, equal ones as in the file; a
/// stack a row, on which instants of one time pile up; arrows from the event that begins one to the next with its number.
/// What the importer would drop or count as an error fails the test.
/// </summary>
internal sealed class Timeline
{
    private const int DeepestStack = 512;

    private readonly Dictionary<ulong, ReadRow> _rows = [];
    private readonly Dictionary<ulong, List<Shape>> _stacks = [];
    private readonly Dictionary<ulong, Shape> _flows = [];

    public Timeline(ReadOnlySpan<byte> file)
    {
        var events = new List<ReadEvent>();
        foreach (var packet in TracePackets.Read(file))
            if (packet is ReadRow row) Add(row);
            else events.Add(Announced((ReadEvent)packet));
        foreach (var happened in events.OrderBy(happened => happened.At)) Add(happened); // OrderBy is stable
    }

    public IReadOnlyCollection<ReadRow> Rows => _rows.Values;

    public List<Shape> Shapes { get; } = [];

    public List<(string Row, ulong At, double Value)> Values { get; } = [];

    public List<(Shape From, Shape To)> Arrows { get; } = [];

    /// <summary>Arrows that begin and never end.</summary>
    public int Unfinished => _flows.Count;

    /// <summary>The rows as drawn, each followed by what is on it and then the rows below it.</summary>
    public string Drawn() => string.Join('\n', Drawn(0, ""));

    /// <summary>A row's name with those above it, as in training/worker 0.</summary>
    private string Path(ulong uuid)
    {
        var row = _rows[uuid];
        return row.Parent == 0 ? row.Name : $"{Path(row.Parent)}/{row.Name}";
    }

    private IEnumerable<string> Drawn(ulong parent, string indent) =>
        _rows.Values.Where(row => row.Parent == parent).OrderBy(row => row.Rank).SelectMany(row => (string[])
        [
            $"{indent}{row.Name}{(string.IsNullOrEmpty(row.Unit) ? "" : $" [{row.Unit}]")}",
            .. Shapes.Where(shape => shape.Row == Path(row.Uuid)).Select(shape => $"{indent}| {shape}"),
            .. Values.Where(value => value.Row == Path(row.Uuid)).Select(value => $"{indent}| {value.At} {value.Value}"),
            .. Drawn(row.Uuid, indent + "  "),
        ]);

    private void Add(ReadRow row)
    {
        Assert.NotEqual(0UL, row.Uuid);
        Assert.True(row.Parent == 0 || _rows.ContainsKey(row.Parent), $"{row.Name}: its parent is not there");
        _rows.Add(row.Uuid, row);
    }

    /// <summary>A row comes before its first event in the file, and has values or the rest, not both.</summary>
    private ReadEvent Announced(ReadEvent happened)
    {
        Assert.True(_rows.ContainsKey(happened.Row), $"{happened}: its row is not there");
        Assert.Equal(_rows[happened.Row].Unit is not null, happened.Type == 4);
        Assert.True(happened.At <= long.MaxValue, $"{happened}: a negative time");
        return happened;
    }

    private void Add(ReadEvent happened)
    {
        var row = Path(happened.Row);
        if (happened.Type == 4)
        {
            Values.Add((row, happened.At, happened.Value!.Value));
            return;
        }
        if (!_stacks.TryGetValue(happened.Row, out var stack)) _stacks.Add(happened.Row, stack = []);
        Unstack(stack, happened);
        Connect(happened, happened.Type == 2 ? Ended(stack, happened) : Started(stack, row, happened));
    }

    private static void Unstack(List<Shape> stack, ReadEvent happened)
    {
        while (stack is [.., { To: { } to }] && (to < happened.At || happened.Type != 3)) stack.RemoveAt(stack.Count - 1);
    }

    private static Shape Ended(List<Shape> stack, ReadEvent happened)
    {
        Assert.True(stack.Count > 0, $"{happened}: an end without a beginning");
        var shape = stack[^1];
        Assert.Null(shape.To);
        shape.To = happened.At;
        stack.RemoveAt(stack.Count - 1);
        return shape;
    }

    private Shape Started(List<Shape> stack, string row, ReadEvent happened)
    {
        Assert.InRange(happened.Type, 1, 3);
        Assert.True(stack.Count < DeepestStack, $"{happened}: more than {DeepestStack} on one another");
        var to = happened.Type == 3 ? happened.At : (ulong?)null;
        var shape = new Shape(row, happened.Name!, happened.At, to, stack.Count, happened.Annotations) { IsInstant = to is not null };
        stack.Add(shape);
        Shapes.Add(shape);
        return shape;
    }

    private void Connect(ReadEvent happened, Shape shape)
    {
        if (happened.FlowBegins is { } begins) _flows.Add(begins, shape); // a second one is an error: arrows do not fork
        if (happened.FlowEnds is not { } ends) return;
        Assert.True(_flows.Remove(ends, out var from), $"{happened}: the end of an arrow without a beginning");
        Arrows.Add((from!, shape));
    }
}
