using ActorBackprop.Actors.Protocol;
using ActorBackprop.Learning;
using ActorBackprop.Runs.Output;
using ActorBackprop.Runs.Training;
using ActorBackprop.Simulation.Play;
using ActorBackprop.Simulation.Worlds;
using ActorBackprop.VirtualTime;

namespace ActorBackprop.Studio.Stages;

/// <summary>
/// A game: plays it at a speed, paused at first, and shows it up to thirty times a second. One thread does it all but the writing,
/// the one that runs the virtual time, so that a frame never shows half an event.
/// </summary>
/// <param name="clock">Tells the real time.</param>
public sealed class GameStage(TimeProvider clock) : Stage, IRunStage
{
    private static readonly TimeSpan FrameInterval = TimeSpan.FromMilliseconds(33),
        FastInterval = TimeSpan.FromMilliseconds(100), TableInterval = TimeSpan.FromMilliseconds(500),
        Rest = TimeSpan.FromMilliseconds(15);

    private readonly Curve _curve = new();
    private readonly Ring<double[]> _steps = new("steps", 256);
    private readonly List<object> _epochs = [];
    private readonly long _began = clock.GetTimestamp();
    private readonly Dictionary<Node, int> _numbers = [];
    private GameCommands? _commands;
    private GameWatch? _watch;
    private Game? _game;
    private RunStart? _start;
    private Library? _library;
    private StepCompleted? _last;
    private Picture? _picture;
    private object? _table, _ended;
    private Weights? _lastWeights;
    private long _framed, _tabled;
    private double _perStep;

    /// <inheritdoc/>
    public override Library Library => _library ?? throw new InvalidOperationException("the run has not begun");

    /// <summary>The directory of the run that is shown; null for the one that is written. Default: null.</summary>
    public string? Directory { get; init; }

    /// <summary>A world whose ticks are short enough for slow motion. Ticks change nothing of what happens, only where it can be stopped.</summary>
    public static WorldSettings Smooth(WorldSettings world) => world with { TickSeconds = Math.Min(world.TickSeconds, 1e-6) };

    /// <inheritdoc/>
    public void Started(RunStart start)
    {
        _start = start;
        _library = new Library(start.Plan, start.Data!);
        _perStep = Tempo.SecondsPerStep(start.Simulation!.World, start.Plan, start.Settings.Workers);
    }

    /// <summary>Plays a game until it is over.</summary>
    /// <param name="game">The game.</param>
    /// <param name="isOver">Whether it is; looked at between two frames.</param>
    public void Play(Game game, Func<bool> isOver)
    {
        var loop = new GameLoop(game, clock, isOver) { IsPaused = true, Speed = _perStep / Tempo.HumanSeconds };
        (_game, _watch) = (game, new GameWatch(game.World));
        _commands = new GameCommands(game, loop, _watch, () => _last?.Steps ?? 0, isOver, _start!.Settings.LearningRate);
        Show();
        while (!isOver())
        {
            var began = clock.GetTimestamp();
            var played = loop.Advance();
            var isBehind = loop is { IsUnbounded: true, IsPaused: false } || clock.GetElapsedTime(began) >= GameLoop.Frame;
            var served = Requests.Serve(isBehind ? TimeSpan.Zero : Rest);
            if (!Feed.HasReaders) continue;
            // As fast as it goes nobody sees a message fly: each frame less is time for the game.
            var interval = loop.IsUnbounded ? FastInterval : FrameInterval;
            if (served || Feed.IsAwaited || (played > 0 && clock.GetElapsedTime(_framed) >= interval)) Show();
        }
        loop.IsPaused = true;
        _lastWeights = Weights();
        Show();
        _commands = null;
        Requests.Close();
    }

    /// <inheritdoc/>
    public void Ended(RunResult result) => Requests.Ask(() =>
    {
        var simulation = result.Simulation!;
        _ended = new
        {
            how = Names.Of(result.End),
            why = result.Why,
            weightsSha256 = result.WeightsSha256,
            eventsSha256 = simulation.EventsSha256,
            events = simulation.Events,
            virtualSeconds = simulation.Virtual.TotalSeconds,
        };
        Show();
        return true;
    }).GetAwaiter().GetResult();

    /// <inheritdoc/>
    public void Progressed(StepCompleted progress)
    {
        var (samples, cost) = (progress.Epoch.Samples, progress.Epoch.Cost);
        if (_last is { } last && last.Epoch.Samples < samples) (samples, cost) = (samples - last.Epoch.Samples, cost - last.Epoch.Cost);
        var now = _game?.World.Virtual.Now.TotalSeconds ?? 0;
        if (samples > 0) _curve.Add(progress.Steps, now, clock.GetElapsedTime(_began).TotalSeconds, cost / samples);
        _steps.Add([progress.Steps, now]);
        if (progress.Steps > 0) _perStep = progress.Statistics.Elapsed.TotalSeconds / progress.Steps;
        _last = progress;
    }

    /// <inheritdoc/>
    public void EpochCompleted(EpochMetrics metrics) =>
        _epochs.Add(EpochSection.Of(metrics, _game?.World.Virtual.Now.TotalSeconds ?? 0, clock.GetElapsedTime(_began).TotalSeconds,
            _watch?.Bytes));

    /// <inheritdoc/>
    public void Remarked(string sentence) => _watch?.Notes.Add(new Note(_game!.World.Virtual.Now.TotalSeconds, "remark", sentence));

    /// <inheritdoc/>
    protected override string? Act(StudioCommand command) => _commands is { } commands ? commands.Do(command) : "The run is over.";

    /// <inheritdoc/>
    protected override Weights? Weights()
    {
        if (_lastWeights is not null) return _lastWeights;
        return _game?.World.State is { } state ? new Weights(state.Plan.Network, state.Parameters.ToArray(), state.Steps) : null;
    }

    private void Show()
    {
        _framed = clock.GetTimestamp();
        if (_commands is not null) _picture = Picture.Of(_game!, _last?.Statistics);
        if (_table is null || clock.GetElapsedTime(_tabled) >= TableInterval || _commands is not { Loop.IsPaused: false })
            (_table, _tabled) = (GamePicture.Table(_picture!), _framed);
        Feed.Show(new Frame(
            [
                ("run", RunSection.Of(_start!, Directory ?? _start!.Directory)),
                ("now", Now(_picture!)),
                ("workers", GamePicture.Workers(_picture!)),
                ("packets", GamePicture.Packets(_picture!, NumberOf)),
                ("table", _table),
                ("epochs", _epochs.ToArray()),
                ("stale", _watch!.Stale),
                ("faults", _picture!.Faults.ToDictionary(pair => Names.Of(pair.Key), pair => pair.Value)),
                ("ended", _ended),
            ],
            [_curve, _steps, _watch.Spans, _watch.Cuts, _watch.Notes]));
    }

    private object Now(Picture picture) => new
    {
        t = picture.Now.TotalSeconds,
        events = picture.Events,
        step = _last?.Steps ?? 0,
        perStep = _perStep,
        rate = _commands?.Loop.Speed ?? 0,
        bytes = _watch!.Bytes,
        queue = picture.ServerQueue,
        flying = picture.PacketsInFlight,
        refused = _last?.Statistics.Refused.Values.Sum() ?? 0,
        samples = _last?.Statistics.Samples ?? 0,
        play = _commands?.State(),
    };

    private int NumberOf(Node node)
    {
        var workers = _game!.World.Workers;
        for (var i = _numbers.Count; i < workers.Count; i++) _numbers[workers[i].Node] = i;
        return _numbers.GetValueOrDefault(node, -1);
    }
}
