using ActorBackprop.Learning.Gradients;
using ActorBackprop.Runs.Storage;

namespace ActorBackprop.Runs.Tracing;

/// <summary>
/// Draws a run as a Perfetto trace: a row for the parameter server with its steps, one for each worker with what it computes and when it is
/// down, an arrow for each message, and the cost, accuracy and queues over time. Calls for one node come in order of time; messages may come
/// late. All methods throw a <see cref="RunIoException"/> when the file cannot be written, and an
/// <see cref="InvalidOperationException"/> when an event cannot follow the ones before it. Not thread-safe.
/// </summary>
internal sealed class TrainingTrace : IDisposable
{
    private const string Root = "training"; // the name of the first row, and so the beginning of the file

    private readonly string _path;
    private readonly TraceWriter _writer;
    private readonly int _root;
    private readonly Dictionary<TraceNode, int> _rows = [];
    private readonly Dictionary<TraceNode, int> _serverMessages = [];
    private readonly Dictionary<TraceNode, int> _queues = [];
    private readonly Dictionary<int, Activity> _activities = [];
    private int? _cost, _accuracy;
    private ulong _messages;

    /// <summary>Creates the file, or replaces an older trace.</summary>
    /// <param name="path">The file, by convention *.pftrace.</param>
    /// <exception cref="RunIoException">The file exists and is not a trace, or it cannot be written.</exception>
    public TrainingTrace(string path)
    {
        _path = path;
        var target = ResultFile.TargetOf(path, $"{(char)Root.Length}{Root}");
        var file = RunIo.Do("write", path, () => new FileStream(target, FileMode.Create, FileAccess.Write, FileShare.Read, bufferSize: 0));
        _writer = new TraceWriter(file);
        _root = _writer.AddRow(Root); // Perfetto shows a single top group expanded
    }

    private enum Activity
    {
        Idle,
        Computing,
        Down,
    }

    /// <summary>The parameter server begins a step.</summary>
    public void BeginStep(TimeSpan at, long step) => Draw(() =>
        _writer.Begin(Row(TraceNode.Server), Nanoseconds(at), $"step {step}", null, new TraceAnnotation("step", step)));

    /// <summary>The parameter server ends its step.</summary>
    public void EndStep(TimeSpan at) => Draw(() => _writer.End(Row(TraceNode.Server), Nanoseconds(at)));

    /// <summary>An idle worker begins to compute a part.</summary>
    public void BeginPart(TimeSpan at, int worker, long step, Part part) => Draw(() =>
    {
        Change(worker, from: Activity.Idle, to: Activity.Computing);
        var microbatches = part.To - part.From;
        var name = $"step {step} · part {part.From}{(microbatches == 1 ? "" : $"–{part.To - 1}")}";
        _writer.Begin(Row(TraceNode.Worker(worker)), Nanoseconds(at), name, null, new("step", step), new("microbatches", microbatches));
    });

    /// <summary>A worker ends its part.</summary>
    public void EndPart(TimeSpan at, int worker) => Draw(() =>
    {
        Change(worker, from: Activity.Computing, to: Activity.Idle);
        _writer.End(Row(TraceNode.Worker(worker)), Nanoseconds(at));
    });

    /// <summary>A worker crashes, whether or not it is computing. It is down until it starts again.</summary>
    public void Crash(TimeSpan at, int worker) => Draw(() =>
    {
        var (row, isComputing) = (Row(TraceNode.Worker(worker)), _activities.GetValueOrDefault(worker) == Activity.Computing);
        Change(worker, from: isComputing ? Activity.Computing : Activity.Idle, to: Activity.Down);
        if (isComputing) _writer.End(row, Nanoseconds(at));
        _writer.Instant(row, Nanoseconds(at), "crashed");
        _writer.Begin(row, Nanoseconds(at), "down");
    });

    /// <summary>A worker starts, for the first time or after a crash.</summary>
    public void Start(TimeSpan at, int worker, int incarnation) => Draw(() =>
    {
        var (row, wasDown) = (Row(TraceNode.Worker(worker)), _activities.GetValueOrDefault(worker) == Activity.Down);
        Change(worker, from: wasDown ? Activity.Down : Activity.Idle, to: Activity.Idle);
        if (wasDown) _writer.End(row, Nanoseconds(at));
        _writer.Instant(row, Nanoseconds(at), wasDown ? "restarted" : "started", null, new TraceAnnotation("incarnation", incarnation));
    });

    /// <summary>A message arrives or is lost. Call it twice for a message that arrives twice.</summary>
    /// <param name="departed">The time at which it was sent, not after <paramref name="at"/>.</param>
    /// <param name="at">The time at which it arrives or is lost.</param>
    /// <param name="from">The sender.</param>
    /// <param name="to">The receiver.</param>
    /// <param name="kind">The type of the message: ComputeGradient.</param>
    /// <param name="bytes">The size of the message.</param>
    /// <param name="lossReason">Why it is lost, in a few words; null if it arrives.</param>
    public void DrawMessage(
        TimeSpan departed, TimeSpan at, TraceNode from, TraceNode to, string kind, long bytes, string? lossReason = null) => Draw(() =>
    {
        var (flow, size) = (++_messages, new TraceAnnotation("bytes", bytes));
        _writer.Instant(MessageRow(from, to), Nanoseconds(departed), $"{kind} sent", new(flow, IsEnd: false), new("to", to.ToString()), size);
        TraceAnnotation[] details = [new("from", from.ToString()), size];
        if (lossReason is not null) details = [.. details, new("reason", lossReason)];
        var name = $"{kind} {(lossReason is null ? "arrived" : "lost")}";
        _writer.Instant(MessageRow(to, from), Nanoseconds(at), name, new(flow, IsEnd: true), details);
    });

    /// <summary>The number of messages that wait for a node changes.</summary>
    public void DrawQueue(TimeSpan at, TraceNode node, int length) => Draw(() =>
    {
        if (!_queues.TryGetValue(node, out var row))
            _queues.Add(node, row = _writer.AddRow($"queue of {node}", _root, Rank(node) + 1, "messages"));
        _writer.Counter(row, Nanoseconds(at), length);
    });

    /// <summary>The cost is known; one that is not finite is omitted.</summary>
    public void DrawCost(TimeSpan at, double cost) => Draw(() =>
    {
        if (double.IsFinite(cost)) _writer.Counter(_cost ??= _writer.AddRow("cost", _root, 1, ""), Nanoseconds(at), cost);
    });

    /// <summary>The test accuracy is known.</summary>
    /// <param name="at">The time.</param>
    /// <param name="fraction">The fraction of the test images classified correctly.</param>
    public void DrawTestAccuracy(TimeSpan at, double fraction) => Draw(() =>
        _writer.Counter(_accuracy ??= _writer.AddRow("test accuracy", _root, 0, "%"), Nanoseconds(at), 100 * fraction));

    /// <summary>Writes the rest and closes the file.</summary>
    public void Dispose() => Draw(_writer.Dispose);

    private void Draw(Action draw) => RunIo.Do("write", _path, draw);

    private void Change(int worker, Activity from, Activity to)
    {
        var found = _activities.GetValueOrDefault(worker);
        if (found != from) throw new InvalidOperationException($"worker {worker}: expected {from}, found {found}.");
        _activities[worker] = to;
    }

    private int Row(TraceNode node)
    {
        if (!_rows.TryGetValue(node, out var row)) _rows.Add(node, row = _writer.AddRow(node.ToString(), _root, Rank(node)));
        return row;
    }

    /// <summary>
    /// Returns the row of a node's end of a message. The server has one row per worker: it sends to all of them at one virtual time, and
    /// Perfetto would stack these instants in a single row.
    /// </summary>
    private int MessageRow(TraceNode node, TraceNode other)
    {
        if (node != TraceNode.Server) return Row(node);
        if (!_serverMessages.TryGetValue(other, out var row))
            _serverMessages.Add(other, row = _writer.AddRow($"with {other}", Row(node), other.Position));
        return row;
    }

    /// <summary>Returns the rank of a node's row: below accuracy and cost, and before its queue.</summary>
    private static int Rank(TraceNode node) => 2 + 2 * node.Position;

    private static long Nanoseconds(TimeSpan at) => checked(at.Ticks * TimeSpan.NanosecondsPerTick);
}

/// <summary>A node with a row in a <see cref="TrainingTrace"/>: the parameter server or a worker.</summary>
/// <param name="Position">The position from the top: 0 for the server, 1 for worker 0.</param>
internal readonly record struct TraceNode(int Position)
{
    /// <summary>The parameter server.</summary>
    public static TraceNode Server => default;

    /// <summary>Returns a worker, numbered from 0.</summary>
    public static TraceNode Worker(int number) => new(number + 1);

    /// <summary>Returns the name: worker 3.</summary>
    public override string ToString() => this == Server ? "parameter server" : $"worker {Position - 1}";
}
