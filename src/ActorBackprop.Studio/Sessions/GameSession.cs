using ActorBackprop.Actors.Messages;
using ActorBackprop.Configuration;
using ActorBackprop.Learning;
using ActorBackprop.Runs;
using ActorBackprop.Runs.Files;
using ActorBackprop.Runs.Training;
using ActorBackprop.Simulation.Play;

namespace ActorBackprop.Studio.Sessions;

/// <summary>
/// Plays a game, paused at first, and shows it up to thirty times a second. The thread that runs the virtual time does everything except
/// serializing, so that a frame never shows half an event.
/// </summary>
/// <param name="clock">Tells the real time.</param>
/// <param name="queue">The queue of next games; this game ends when the user picks one.</param>
public sealed class GameSession(TimeProvider clock, NextGames queue) : Session, IRunSession
{
    private const long MaxHistoryBytes = 64 << 20;

    private const int MomentsOfAStep = 8, MaxMoments = 160, MinMoments = 16;

    private static readonly TimeSpan FrameInterval = TimeSpan.FromMilliseconds(33),
        FastInterval = TimeSpan.FromMilliseconds(100), Rest = TimeSpan.FromMilliseconds(15);

    private readonly RunProgress _progress = new(clock);
    private readonly RecentItems<double[]> _steps = new("steps", 256);
    private GameCommands? _commands;
    private GameSections? _sections;
    private MomentHistory? _history;
    private Pace? _pace;
    private double _expectedStepSeconds;
    private Game? _game;
    private RunStart? _start;
    private SessionData? _data;
    private ParameterSnapshot? _lastSnapshot;
    private object? _ended;
    private double? _replayedShare;
    private long _framed;
    private bool _isLeaving;

    /// <inheritdoc/>
    public override SessionData Data => _data ?? throw new InvalidOperationException("the run has not started");

    /// <summary>The directory of the run that is replayed; null for a new run. Default: null.</summary>
    public string? Directory { get; init; }

    /// <summary>The moment to replay to first, and how the game continues from there. Default: null, the beginning.</summary>
    public NextGame? Setup { get; init; }

    /// <summary>The sentence that compares a finished replay with its run; null where nothing is compared. Default: null.</summary>
    public string? Comparison { get; set; }

    /// <inheritdoc/>
    public void Started(RunStart start)
    {
        _start = start;
        _data = new SessionData(start.Plan, start.Data!);
        _expectedStepSeconds = Pace.ExpectedStepSeconds(start.Simulation!.World, start.Plan, start.Settings.Workers);
        var each = MaxHistoryBytes / (start.Plan.Network.ParameterLength * sizeof(float));
        _history = new MomentHistory(TimeSpan.FromSeconds(_expectedStepSeconds / MomentsOfAStep), (int)Math.Clamp(each, MinMoments, MaxMoments));
        _sections = new GameSections(start, Directory ?? start.Directory, _progress, clock);
    }

    /// <summary>Plays a game until it is over or the user picks another.</summary>
    /// <param name="game">The game.</param>
    /// <param name="isOver">Whether it is over; called between two frames.</param>
    public void Play(Game game, Func<bool> isOver)
    {
        var loop = new GameLoop(game, clock, isOver) { IsPaused = true };
        _pace = new Pace(game, loop, _expectedStepSeconds) { StepSeconds = Pace.HumanStepSeconds };
        _game = game;
        _sections!.Begin(game, _pace);
        _commands = new GameCommands(game, loop, _pace, _sections.Observer, () => _progress.Last?.Steps ?? 0, isOver, _start!.Settings.LearningRate);
        Show();
        if (Setup is { } next) GoTo(next, loop, isOver);
        while (!isOver() && !_isLeaving)
        {
            var began = clock.GetTimestamp();
            _pace.Adjust();
            var played = loop.Advance();
            Keep();
            var isBehind = loop is { IsUnbounded: true, IsPaused: false } || clock.GetElapsedTime(began) >= GameLoop.Frame;
            var served = Requests.Serve(isBehind ? TimeSpan.Zero : Rest);
            if (!Feed.HasReaders) continue;
            // At full speed messages move too fast to see: fewer frames leave more time for the game.
            var interval = loop.IsUnbounded ? FastInterval : FrameInterval;
            if (served || Feed.IsAwaited || (played > 0 && clock.GetElapsedTime(_framed) >= interval)) Show();
        }
        loop.IsPaused = true;
        _lastSnapshot = TakeSnapshot();
        Show();
        _commands = null;
        Requests.Close();
    }

    /// <inheritdoc/>
    public void Ended(RunResult result) => Requests.RunAsync(() =>
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
            comparison = Comparison,
        };
        Show();
        return true;
    }).GetAwaiter().GetResult();

    /// <inheritdoc/>
    public void Progressed(StepCompleted progress)
    {
        _progress.Progressed(progress, Now);
        _steps.Add([progress.Steps, Now]);
        _pace?.StepCompleted();
    }

    /// <inheritdoc/>
    public void EpochCompleted(EpochMetrics metrics) => _progress.EpochCompleted(metrics, Now, _sections?.Observer.Bytes);

    /// <inheritdoc/>
    public void Remarked(string sentence) => _sections?.Observer.Notes.Add(new Note(Now, "remark", sentence));

    /// <inheritdoc/>
    protected override string? Act(StudioCommand command)
    {
        if (command.Do is "level" or "mode" or "from" or "again") return Leave(command);
        return _replayedShare is not null ? "The game is being replayed to that moment."
            : _commands is { } commands ? commands.Do(command) : "The run is over.";
    }

    /// <inheritdoc/>
    protected override ParameterSnapshot? TakeSnapshot()
    {
        if (_lastSnapshot is not null) return _lastSnapshot;
        if (_game?.World.State is not { } state) return null;
        var next = _start!.IsSynchronous ? state.Steps : Math.Min(_sections!.Observer.NewestMinibatch, _start.Plan.Steps - 1);
        return new ParameterSnapshot(_start.Plan.Network, state.Parameters.ToArray(), state.Steps) { NextMinibatch = next };
    }

    /// <inheritdoc/>
    internal override Moment? MomentAt(long turn) => _history?.At(turn);

    private double Now => _game?.World.Virtual.Now.TotalSeconds ?? 0;

    /// <summary>Queues another game, and ends this one.</summary>
    private string? Leave(StudioCommand command)
    {
        if (_start is null || _isLeaving) return "Another game is about to start.";
        try
        {
            queue.Add(NextGameOf(command));
        }
        catch (Exception cause) when (cause is ConfigurationException or RunException or RunDirectoryException)
        {
            return cause.Message;
        }
        _isLeaving = true;
        return null;
    }

    private NextGame NextGameOf(StudioCommand command)
    {
        if (command.Do == "level") return NextGame.OfLevel(command.Name, queue.Environment);
        IReadOnlyList<LoggedInput> inputs = [.. _game!.Inputs, .. _start!.Simulation!.Replay.Skip(_game.Inputs.Count)];
        var played = new PlayedGame(_start, Directory ?? _start.Directory, Directory is not null, inputs);
        if (command.Do == "again") return NextGame.Restart(played);
        if (command.Do == "mode")
            return Names.TryParse<ConsistencyMode>(command.Name, out var mode)
                ? NextGame.WithMode(played, mode, (int)Math.Clamp(command.Value, 0, int.MaxValue))
                : throw new ConfigurationException("There is no such mode.");
        var moment = _history!.At((long)command.Value) ?? throw new ConfigurationException("There is no such moment.");
        var stepSeconds = _commands is not { } commands ? (double?)null : commands.Loop.IsUnbounded ? 0 : commands.Pace.StepSeconds;
        return NextGame.Resume(played, moment) with { Plays = command.Name == "play", StepSeconds = stepSeconds };
    }

    /// <summary>Replays at full speed to a moment of an earlier game, and checks that the events are the same.</summary>
    private void GoTo(NextGame next, GameLoop loop, Func<bool> isOver)
    {
        loop.IsUnbounded = next.StepSeconds == 0;
        if (next.StepSeconds is > 0 and { } seconds) _pace!.StepSeconds = seconds;
        if (next.From is { } moment)
        {
            var (place, time) = (moment.Place, _game!.World.Virtual);
            _replayedShare = 0;
            Show();
            bool IsThere() => time.Turns >= place.Turn && !_game.IsReplaying;
            while (!isOver() && !_isLeaving && !IsThere())
            {
                var began = clock.GetTimestamp();
                _game.RunUntil(() => isOver() || IsThere() || clock.GetElapsedTime(began) >= GameLoop.Frame, place.At);
                Keep();
                _replayedShare = (double)time.Turns / Math.Max(1, place.Turn);
                Show();
                Requests.Serve(TimeSpan.Zero);
                if (time.Now >= place.At && !IsThere()) break;
            }
            _replayedShare = null;
            if (isOver() || _isLeaving) return;
            time.RunToTurn(place.Turn, place.At);
            if (time.Log.Hash != moment.EventsSha256)
                throw new RunException(ExitCode.WrongBits, $"the game replayed to {place.At} has different events than the first time");
        }
        loop.Advance(); // skips the time that the replay took
        loop.IsPaused = !next.Plays;
        Show();
    }

    private void Keep()
    {
        if (!_history!.IsDue(_game!.World.Virtual.Now)) return;
        var time = _game.World.Virtual;
        _history.Add(new Moment(new GamePlace(time.Turns, time.Now), _progress.Last?.Steps ?? 0, _game.Inputs.Count, time.Log.Hash, TakeSnapshot(),
            [.. _sections!.Sections(_commands, isExact: true), ("spans", _sections.Observer.Spans.Newest), ("steps", _steps.Newest)]));
    }

    private void Show()
    {
        _framed = clock.GetTimestamp();
        var isStill = _commands is not { Loop.IsPaused: false };
        Feed.Show(new Frame(
            [.. _sections!.Sections(_commands, isStill), ("moments", _history!.Index), ("again", _replayedShare), ("ended", _ended)],
            [_progress.CostCurve, _steps, _sections.Observer.Spans, _sections.Observer.Cuts, _sections.Observer.Notes]));
    }
}
