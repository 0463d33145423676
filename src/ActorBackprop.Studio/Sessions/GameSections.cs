using ActorBackprop.Actors.Messages;
using ActorBackprop.Learning;
using ActorBackprop.Runs.Training;
using ActorBackprop.Simulation.Play;

namespace ActorBackprop.Studio.Sessions;

/// <summary>Writes a game's picture as compact sections of a frame.</summary>
/// <param name="start">The start of the run.</param>
/// <param name="directory">Its directory.</param>
/// <param name="progress">Its cost and epochs.</param>
/// <param name="clock">Tells the real time.</param>
internal sealed class GameSections(RunStart start, string directory, RunProgress progress, TimeProvider clock)
{
    /// <summary>The most messages that are drawn; the others are only counted.</summary>
    private const int MaxPackets = 240;

    /// <summary>The most staleness values that are shown separately.</summary>
    private const int MaxStale = 16;

    private const double Microseconds = 1e6;

    private static readonly TimeSpan TableInterval = TimeSpan.FromMilliseconds(500);

    private readonly object _run = RunSection.Of(start, directory);
    private Game _game = null!;
    private Pace _pace = null!;
    private Picture? _last;
    private object? _table;
    private long _tabled;

    /// <summary>Records what a picture of one moment cannot show.</summary>
    public GameObserver Observer { get; private set; } = null!;

    /// <summary>Starts with a game.</summary>
    public void Begin(Game game, Pace pace) => (_game, _pace, Observer) = (game, pace, new GameObserver(game.World));

    /// <summary>Returns the sections of the current frame.</summary>
    /// <param name="commands">The commands of the game; null when it is over, which keeps the last picture.</param>
    /// <param name="isExact">Whether the table must be current; otherwise it may be half a second old.</param>
    public IReadOnlyList<(string Name, object? Content)> Sections(GameCommands? commands, bool isExact)
    {
        if (commands is not null || _last is null) _last = Picture.Of(_game, progress.Last?.Statistics);
        var workers = Workers(_last);
        if (isExact || _table is null || clock.GetElapsedTime(_tabled) >= TableInterval)
            (_table, _tabled) = (WorkerRow.Table(workers), clock.GetTimestamp());
        return
        [
            ("run", _run),
            ("now", Now(_last, commands)),
            ("workers", WorkerRow.States(workers)),
            ("packets", Packets(_last)),
            ("table", _table),
            ("epochs", progress.Epochs),
            ("stale", Stale()),
            ("faults", _last.Faults.ToDictionary(pair => Names.Of(pair.Key), pair => pair.Value)),
        ];
    }

    private object Now(Picture picture, GameCommands? commands) => new
    {
        t = picture.Now.TotalSeconds,
        events = picture.Events,
        step = progress.Last?.Steps ?? 0,
        perStep = _pace.VirtualStepSeconds,
        rate = commands?.Loop.Speed ?? 0,
        bytes = Observer.Bytes,
        queue = picture.ServerQueue,
        flying = picture.PacketsInFlight,
        kinds = Kinds(),
        refused = progress.Last?.Statistics.Refused.Values.Sum() ?? 0,
        samples = progress.Last?.Statistics.Samples ?? 0,
        play = commands?.State(),
    };

    private static WorkerRow[] Workers(Picture picture) => [.. picture.Workers.Select(worker => new WorkerRow(
        LetterOf(worker.State), worker.State == WorkerState.Computing ? worker.Progress : 0, worker.Samples, worker.Starts, worker.Factor,
        worker.Step ?? -1))];

    /// <summary>Returns worker, kind, departure and arrival in µs, and bytes of each message that is drawn.</summary>
    private long[][] Packets(Picture picture) => [.. picture.Packets.Take(MaxPackets).Select(packet =>
    {
        var (worker, kind) = KindOf(packet);
        return new[] { worker, kind, MicrosecondsOf(packet.Departs), MicrosecondsOf(packet.Arrives), packet.Bytes };
    })];

    private static long MicrosecondsOf(TimeSpan time) => (long)(time.TotalSeconds * Microseconds);

    /// <summary>Counts all messages in flight by kind.</summary>
    private int[] Kinds()
    {
        var counts = new int[4];
        foreach (var packet in _game.World.Virtual.InFlight) counts[KindOf(packet).Kind]++;
        return counts;
    }

    /// <summary>Returns the kind of a message: 0 parameters to a worker, 1 a gradient from it, 2 and 3 short messages to and from it.</summary>
    private (int Worker, int Kind) KindOf(VirtualTime.MessageInFlight packet)
    {
        var to = Observer.NumberOf(packet.To);
        var isLarge = packet.Message is ComputeGradient or GradientComputed;
        return (to >= 0 ? to : Observer.NumberOf(packet.From), (to >= 0 ? 0 : 1) + (isLarge ? 0 : 2));
    }

    /// <summary>Counts gradients by staleness: those that arrived in synchronous modes, those applied in the others.</summary>
    private object Stale()
    {
        if (start.IsSynchronous) return new { counts = Observer.Stale, more = true };
        var all = progress.Last?.Statistics.Staleness ?? [];
        return all.Count <= MaxStale
            ? new { counts = all, more = false }
            : new { counts = (IReadOnlyList<long>)[.. all.Take(MaxStale - 1), all.Skip(MaxStale - 1).Sum()], more = true };
    }

    private static char LetterOf(WorkerState state) => state switch
    {
        WorkerState.Computing => 'c',
        WorkerState.Waiting => 'w',
        WorkerState.Paused => 'p',
        WorkerState.Cut => 'x',
        _ => 'g',
    };
}
