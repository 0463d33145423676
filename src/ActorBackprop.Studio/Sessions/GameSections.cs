using ActorBackprop.Actors.Messages;
using ActorBackprop.Learning;
using ActorBackprop.Runs.Training;
using ActorBackprop.Simulation.Play;

namespace ActorBackprop.Studio.Sessions;

/// <summary>Writes a game's picture as sections of a frame, in few letters and numbers.</summary>
/// <param name="start">How the run began.</param>
/// <param name="directory">Its directory.</param>
/// <param name="progress">Its steps, cost and epochs.</param>
/// <param name="clock">Tells the real time.</param>
internal sealed class GameSections(RunStart start, string directory, GameProgress progress, TimeProvider clock)
{
    /// <summary>Messages that are drawn one by one; of more there is a count.</summary>
    private const int MaxPackets = 240;

    /// <summary>Staleness that is told apart.</summary>
    private const int MaxStale = 16;

    private const double Microseconds = 1e6;

    private static readonly TimeSpan TableInterval = TimeSpan.FromMilliseconds(500);

    private readonly object _run = RunSection.Of(start, directory);
    private Game _game = null!;
    private Pace _pace = null!;
    private Picture? _last;
    private object? _table;
    private long _tabled;

    /// <summary>What a picture of one moment cannot show.</summary>
    public GameObserver Observer { get; private set; } = null!;

    /// <summary>The game begins.</summary>
    public void Begin(Game game, Pace pace) => (_game, _pace, Observer) = (game, pace, new GameObserver(game.World));

    /// <summary>The sections of its frame as it is now.</summary>
    /// <param name="commands">What can be done to it; null when it is over: then it stays as it was last.</param>
    /// <param name="isExact">Whether the table is of this very moment, and not up to half a second old.</param>
    public IReadOnlyList<(string Name, object? Content)> Sections(GameCommands? commands, bool isExact)
    {
        if (commands is not null || _last is null) _last = Picture.Of(_game, progress.Last?.Statistics);
        if (isExact || _table is null || clock.GetElapsedTime(_tabled) >= TableInterval) (_table, _tabled) = (Table(_last), clock.GetTimestamp());
        return
        [
            ("run", _run),
            ("now", Now(_last, commands)),
            ("workers", Workers(_last)),
            ("packets", Packets(_last)),
            ("table", _table),
            ("epochs", progress.Epochs),
            ("stale", Stale()),
            ("faults", _last.Faults.ToDictionary(pair => Names.Of(pair.Key), pair => pair.Value)),
        ];
    }

    /// <summary>A share as a digit.</summary>
    public static char DigitOf(double share) => (char)('0' + (int)(share * 9.99));

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

    /// <summary>A letter a worker: computing, waiting, paused, cut off (x), gone. A digit each for how much of its part is done.</summary>
    private static object Workers(Picture picture) => new
    {
        states = string.Concat(picture.Workers.Select(worker => LetterOf(worker.State))),
        progress = string.Concat(picture.Workers.Select(worker => DigitOf(worker.State == WorkerState.Computing ? worker.Progress : 0))),
    };

    /// <summary>What changes slowly, a list each, by the workers' numbers.</summary>
    private static object Table(Picture picture) => new
    {
        samples = picture.Workers.Select(worker => worker.Samples).ToArray(),
        starts = picture.Workers.Select(worker => worker.Starts).ToArray(),
        factors = picture.Workers.Select(worker => worker.Factor).ToArray(),
        steps = picture.Workers.Select(worker => worker.Step ?? -1).ToArray(),
    };

    /// <summary>Of each message that is drawn: worker, kind, departure and arrival in µs, bytes.</summary>
    private long[][] Packets(Picture picture) => [.. picture.Packets.Take(MaxPackets).Select(packet =>
    {
        var (worker, kind) = KindOf(packet);
        return new[] { worker, kind, MicrosecondsOf(packet.Departs), MicrosecondsOf(packet.Arrives), packet.Bytes };
    })];

    private static long MicrosecondsOf(TimeSpan time) => (long)(time.TotalSeconds * Microseconds);

    /// <summary>All messages under way, by their kind.</summary>
    private int[] Kinds()
    {
        var counts = new int[4];
        foreach (var packet in _game.World.Virtual.InFlight) counts[KindOf(packet).Kind]++;
        return counts;
    }

    /// <summary>0 to the worker with parameters, 1 from it with a gradient, 2 and 3 short ones.</summary>
    private (int Worker, int Kind) KindOf(VirtualTime.MessageInFlight packet)
    {
        var to = Observer.NumberOf(packet.To);
        var isLarge = packet.Message is ComputeGradient or GradientComputed;
        return (to >= 0 ? to : Observer.NumberOf(packet.From), (to >= 0 ? 0 : 1) + (isLarge ? 0 : 2));
    }

    /// <summary>Gradients by how many steps the parameters had gone on meanwhile: where the mode counts them itself, those it applied.</summary>
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
