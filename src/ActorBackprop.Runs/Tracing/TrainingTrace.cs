using ActorBackprop.Learning.Gradients;
using ActorBackprop.Runs.Storage;

namespace ActorBackprop.Runs.Tracing;

/// <summary>
/// Draws a run as a Perfetto trace: a row for the parameter server with its steps, one for each worker with what it computes
/// and when it is down (a gap is waiting), an arrow for each message, and the cost, accuracy and queues over time. For one
/// caller at a time. The file can be opened whatever happened to the run.
/// </summary>
public sealed class TrainingTrace : IDisposable
{
    private const string Root = "training"; // the first track's name, and so what the file begins with

    private readonly string _path;
    private readonly TraceWriter _writer;
    private readonly int _root;
    private readonly Dictionary<TraceNode, int> _rows = [];
    private readonly Dictionary<TraceNode, int> _serverMessages = [];
    private readonly Dictionary<TraceNode, int> _queues = [];
    private readonly Dictionary<int, Doing> _doing = [];
    private int? _cost, _accuracy;
    private ulong _messages;

    /// <summary>Opens the file, in place of an older trace.</summary>
    /// <param name="path">The file, by custom *.pftrace.</param>
    /// <exception cref="RunIoException">There is a file that is not a trace, or the system refuses.</exception>
    public TrainingTrace(string path)
    {
        _path = path;
        var target = ResultFile.TargetOf(path, $"{(char)Root.Length}{Root}");
        var file = RunIo.Do("write", path, () => new FileStream(target, FileMode.Create, FileAccess.Write, FileShare.Read, bufferSize: 0));
        _writer = new TraceWriter(file);
        _root = _writer.Track(Root); // a lone group at the top is shown open
    }

    private enum Doing
    {
        Nothing,
        Computing,
        Down,
    }

    /// <summary>Adds a fact. A worker's and the server's own come in the order of their times; a message may come late.</summary>
    /// <exception cref="RunIoException">The system refuses.</exception>
    /// <exception cref="InvalidOperationException">It cannot follow the facts before it.</exception>
    public void Tell(TraceFact fact)
    {
        try
        {
            Draw(fact, Nanoseconds(fact.At));
        }
        catch (Exception e) when (RunIo.IsIo(e))
        {
            throw new RunIoException("write", _path, e);
        }
    }

    /// <summary>Writes what is left and closes the file.</summary>
    /// <exception cref="RunIoException">The system refuses.</exception>
    public void Dispose() =>
        RunIo.Do("write", _path, () =>
        {
            _writer.Dispose();
            return true;
        });

    private void Draw(TraceFact fact, long at)
    {
        switch (fact)
        {
            case StepBegan began:
                _writer.Begin(Row(TraceNode.Server), at, $"step {began.Step}", null, new TraceAnnotation("step", began.Step));
                break;
            case StepEnded:
                _writer.End(Row(TraceNode.Server), at);
                break;
            case ComputeStarted started:
                Turn(started.Worker, from: Doing.Nothing, to: Doing.Computing);
                _writer.Begin(
                    Row(TraceNode.Worker(started.Worker)), at, $"step {started.Step} · {Words(started.Part)}", null,
                    new("step", started.Step), new("microbatches", started.Part.To - started.Part.From));
                break;
            case ComputeEnded ended:
                Turn(ended.Worker, from: Doing.Computing, to: Doing.Nothing);
                _writer.End(Row(TraceNode.Worker(ended.Worker)), at);
                break;
            case WorkerCrashed crashed:
                Crash(crashed.Worker, at);
                break;
            case WorkerStarted started:
                Start(started, at);
                break;
            case MessageArrived arrived:
                Arrow(Nanoseconds(arrived.Departed), at, arrived.From, arrived.To, arrived.Kind, arrived.Bytes, lost: null);
                break;
            case MessageLost lost:
                Arrow(Nanoseconds(lost.Departed), at, lost.From, lost.To, lost.Kind, lost.Bytes, lost.Reason);
                break;
            case QueueMeasured queue:
                _writer.Counter(Queue(queue.Of), at, queue.Length);
                break;
            case CostMeasured { Cost: var cost }:
                if (double.IsFinite(cost)) _writer.Counter(_cost ??= _writer.CounterTrack("cost", "", _root, rank: 1), at, cost);
                break;
            case TestAccuracyMeasured { Fraction: var fraction }:
                _writer.Counter(_accuracy ??= _writer.CounterTrack("test accuracy", "%", _root, rank: 0), at, 100 * fraction);
                break;
            default:
                throw new ArgumentException($"Expected a fact of this file's kinds, found {fact}.", nameof(fact));
        }
    }

    private void Crash(int worker, long at)
    {
        var (row, doing) = (Row(TraceNode.Worker(worker)), _doing.GetValueOrDefault(worker));
        Turn(worker, from: doing == Doing.Computing ? Doing.Computing : Doing.Nothing, to: Doing.Down);
        if (doing == Doing.Computing) _writer.End(row, at);
        _writer.Instant(row, at, "crashed");
        _writer.Begin(row, at, "down");
    }

    private void Start(WorkerStarted started, long at)
    {
        var (row, wasDown) = (Row(TraceNode.Worker(started.Worker)), _doing.GetValueOrDefault(started.Worker) == Doing.Down);
        Turn(started.Worker, from: wasDown ? Doing.Down : Doing.Nothing, to: Doing.Nothing);
        if (wasDown) _writer.End(row, at);
        _writer.Instant(row, at, wasDown ? "restarted" : "started", null, new TraceAnnotation("incarnation", started.Incarnation));
    }

    private void Arrow(long departed, long at, TraceNode from, TraceNode to, string kind, long bytes, string? lost)
    {
        var flow = ++_messages;
        var size = new TraceAnnotation("bytes", bytes);
        _writer.Instant(MessageRow(from, to), departed, $"{kind} sent", TraceFlow.Begins(flow), new("to", to.ToString()), size);
        var sender = new TraceAnnotation("from", from.ToString());
        if (lost is null) _writer.Instant(MessageRow(to, from), at, $"{kind} arrived", TraceFlow.Ends(flow), sender, size);
        else _writer.Instant(MessageRow(to, from), at, $"{kind} lost", TraceFlow.Ends(flow), sender, size, new("reason", lost));
    }

    private void Turn(int worker, Doing from, Doing to)
    {
        var found = _doing.GetValueOrDefault(worker);
        if (found != from) throw new InvalidOperationException($"worker {worker}: expected it {from}, found it {found}.");
        _doing[worker] = to;
    }

    private int Row(TraceNode node)
    {
        if (!_rows.TryGetValue(node, out var row))
            _rows.Add(node, row = _writer.Track(node.ToString(), _root, Rank(node)));
        return row;
    }

    /// <summary>
    /// Where a node's end of a message is drawn. The server has a row for each worker below its own: it tells all of them at
    /// one virtual time, and Perfetto would draw those instants one below the other.
    /// </summary>
    private int MessageRow(TraceNode node, TraceNode other)
    {
        if (node != TraceNode.Server) return Row(node);
        if (!_serverMessages.TryGetValue(other, out var row))
            _serverMessages.Add(other, row = _writer.Track($"with {other}", Row(node), other.Place));
        return row;
    }

    private int Queue(TraceNode node)
    {
        if (!_queues.TryGetValue(node, out var row))
            _queues.Add(node, row = _writer.CounterTrack($"queue of {node}", "messages", _root, Rank(node) + 1));
        return row;
    }

    /// <summary>Below accuracy and cost; the queue of a node directly below its row.</summary>
    private static int Rank(TraceNode node) => 2 + 2 * node.Place;

    private static string Words(Part part) =>
        part.To - part.From == 1 ? $"part {part.From}" : $"part {part.From}–{part.To - 1}";

    private static long Nanoseconds(TimeSpan at) => checked(at.Ticks * TimeSpan.NanosecondsPerTick);
}

/// <summary>Who has a row in a <see cref="TrainingTrace"/>: the parameter server or a worker.</summary>
public readonly record struct TraceNode
{
    private TraceNode(int place) => Place = place;

    /// <summary>The parameter server.</summary>
    public static TraceNode Server => default;

    /// <summary>A worker.</summary>
    /// <param name="number">Which, from 0.</param>
    public static TraceNode Worker(int number)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(number);
        return new(number + 1);
    }

    /// <summary>Its place from the top: the server's is 0, worker 0's is 1.</summary>
    internal int Place { get; }

    /// <summary>As worker 3.</summary>
    public override string ToString() => this == Server ? "parameter server" : $"worker {Place - 1}";
}
