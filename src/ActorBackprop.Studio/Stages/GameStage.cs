using ActorBackprop.Actors.Messages;
using ActorBackprop.Learning;
using ActorBackprop.Configuration;
using ActorBackprop.Runs.Output;
using ActorBackprop.Runs.Training;
using ActorBackprop.Simulation.Play;

namespace ActorBackprop.Studio.Stages;

/// <summary>
/// A game: plays it at a speed, paused at first, and shows it up to thirty times a second. One thread does it all but the writing,
/// the one that runs the virtual time, so that a frame never shows half an event.
/// </summary>
/// <param name="clock">Tells the real time.</param>
/// <param name="programme">Where what is asked for on the page is put, to be played next; then this game is left.</param>
public sealed class GameStage(TimeProvider clock, Programme programme) : Stage, IRunStage
{
    private const long MostAlbumBytes = 64 << 20;

    private const int MomentsOfAStep = 8, MostMoments = 160, LeastMoments = 16;

    private static readonly TimeSpan FrameInterval = TimeSpan.FromMilliseconds(33),
        FastInterval = TimeSpan.FromMilliseconds(100), Rest = TimeSpan.FromMilliseconds(15);

    private readonly GameStory _story = new(clock);
    private GameCommands? _commands;
    private GamePicture? _picture;
    private Album? _album;
    private Pace? _pace;
    private double _expectedStepSeconds;
    private Game? _game;
    private RunStart? _start;
    private Library? _library;
    private Weights? _lastWeights;
    private object? _ended;
    private double? _goingBack;
    private long _framed;
    private bool _isLeft;

    /// <inheritdoc/>
    public override Library Library => _library ?? throw new InvalidOperationException("the run has not begun");

    /// <summary>The directory of the run that is shown; null for the one that is written. Default: null.</summary>
    public string? Directory { get; init; }

    /// <summary>What it is an encore of: where it goes to at once, and how it is played from there; null for none. Default: null.</summary>
    public Encore? Encore { get; init; }

    /// <summary>What a replay that is over came to beside the run it replays: a sentence; null where nothing is compared. Default: null.</summary>
    public string? Comparison { get; set; }

    /// <inheritdoc/>
    public void Started(RunStart start)
    {
        _start = start;
        _library = new Library(start.Plan, start.Data!);
        _expectedStepSeconds = Pace.ExpectedStepSeconds(start.Simulation!.World, start.Plan, start.Settings.Workers);
        var each = MostAlbumBytes / (start.Plan.Network.ParameterLength * sizeof(float));
        _album = new Album(TimeSpan.FromSeconds(_expectedStepSeconds / MomentsOfAStep), (int)Math.Clamp(each, LeastMoments, MostMoments));
        _picture = new GamePicture(start, Directory ?? start.Directory, _story, clock);
    }

    /// <summary>Plays a game until it is over, or left.</summary>
    /// <param name="game">The game.</param>
    /// <param name="isOver">Whether it is; looked at between two frames.</param>
    public void Play(Game game, Func<bool> isOver)
    {
        var loop = new GameLoop(game, clock, isOver) { IsPaused = true };
        _pace = new Pace(game, loop, _expectedStepSeconds) { StepSeconds = Pace.HumanStepSeconds };
        _game = game;
        _picture!.Begin(game, _pace);
        _commands = new GameCommands(game, loop, _pace, _picture.Watch, () => _story.Last?.Steps ?? 0, isOver, _start!.Settings.LearningRate);
        Show();
        if (Encore is { } encore) GoTo(encore, loop, isOver);
        while (!isOver() && !_isLeft)
        {
            var began = clock.GetTimestamp();
            _pace.Adjust();
            var played = loop.Advance();
            Keep();
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
            comparison = Comparison,
        };
        Show();
        return true;
    }).GetAwaiter().GetResult();

    /// <inheritdoc/>
    public void Progressed(StepCompleted progress)
    {
        _story.Progressed(progress, Now);
        _pace?.StepCompleted();
    }

    /// <inheritdoc/>
    public void EpochCompleted(EpochMetrics metrics) => _story.EpochCompleted(metrics, Now, _picture?.Watch.Bytes);

    /// <inheritdoc/>
    public void Remarked(string sentence) => _picture?.Watch.Notes.Add(new Note(Now, "remark", sentence));

    /// <inheritdoc/>
    protected override string? Act(StudioCommand command)
    {
        if (command.Do is "level" or "mode" or "from" or "again") return Leave(command);
        return _goingBack is not null ? "It is being played again up to where you were."
            : _commands is { } commands ? commands.Do(command) : "The run is over.";
    }

    /// <inheritdoc/>
    protected override Weights? Weights()
    {
        if (_lastWeights is not null) return _lastWeights;
        if (_game?.World.State is not { } state) return null;
        var next = _start!.IsSynchronous ? state.Steps : Math.Min(_picture!.Watch.NewestMinibatch, _start.Plan.Steps - 1);
        return new Weights(_start.Plan.Network, state.Parameters.ToArray(), state.Steps) { NextMinibatch = next };
    }

    /// <inheritdoc/>
    internal override Moment? MomentAt(long turn) => _album?.At(turn);

    private double Now => _game?.World.Virtual.Now.TotalSeconds ?? 0;

    /// <summary>Asks for another game, and leaves this one.</summary>
    private string? Leave(StudioCommand command)
    {
        if (_start is null || _isLeft) return "Another game is about to begin.";
        try
        {
            programme.Add(EncoreOf(command));
        }
        catch (Exception cause) when (cause is ConfigurationException or RunException or RunDirectoryException)
        {
            return cause.Message;
        }
        _isLeft = true;
        return null;
    }

    private Encore EncoreOf(StudioCommand command)
    {
        if (command.Do == "level") return Stages.Encore.OfLevel(command.Name, programme.Environment);
        IReadOnlyList<LoggedInput> inputs = [.. _game!.Inputs, .. _start!.Simulation!.Replay.Skip(_game.Inputs.Count)];
        var played = new PlayedGame(_start, Directory ?? _start.Directory, Directory is not null, inputs);
        if (command.Do == "again") return Stages.Encore.OfTheSame(played);
        if (command.Do == "mode")
            return Names.TryParse<ConsistencyMode>(command.Name, out var mode)
                ? Stages.Encore.InMode(played, mode, (int)Math.Clamp(command.Value, 0, int.MaxValue))
                : throw new ConfigurationException("There is no such mode.");
        var moment = _album!.At((long)command.Value) ?? throw new ConfigurationException("There is no such moment.");
        var stepSeconds = _commands is not { } commands ? (double?)null : commands.Loop.IsUnbounded ? 0 : commands.Pace.StepSeconds;
        return Stages.Encore.After(played, moment) with { Plays = command.Name == "play", StepSeconds = stepSeconds };
    }

    /// <summary>Plays as fast as it goes to where an earlier game was, and makes sure that it is the very same place.</summary>
    private void GoTo(Encore encore, GameLoop loop, Func<bool> isOver)
    {
        loop.IsUnbounded = encore.StepSeconds == 0;
        if (encore.StepSeconds is > 0 and { } seconds) _pace!.StepSeconds = seconds;
        if (encore.From is { } moment)
        {
            var (place, time) = (moment.Place, _game!.World.Virtual);
            _goingBack = 0;
            Show();
            bool IsThere() => time.Turns >= place.Turn && !_game.IsReplaying;
            while (!isOver() && !_isLeft && !IsThere())
            {
                var began = clock.GetTimestamp();
                _game.RunUntil(() => isOver() || IsThere() || clock.GetElapsedTime(began) >= GameLoop.Frame, place.At);
                Keep();
                _goingBack = (double)time.Turns / Math.Max(1, place.Turn);
                Show();
                Requests.Serve(TimeSpan.Zero);
                if (time.Now >= place.At && !IsThere()) break;
            }
            _goingBack = null;
            if (isOver() || _isLeft) return;
            time.RunToTurn(place.Turn, place.At);
            if (time.Log.Hash != moment.EventsSha256)
                throw new RunException(ExitCode.WrongBits, $"the game played again to {place.At} came to other events than at first");
        }
        loop.Advance(); // time that has passed until here is not owed
        loop.IsPaused = !encore.Plays;
        Show();
    }

    private void Keep()
    {
        if (!_album!.IsDue(_game!.World.Virtual.Now)) return;
        var time = _game.World.Virtual;
        _album.Add(new Moment(new GamePlace(time.Turns, time.Now), _story.Last?.Steps ?? 0, _game.Inputs.Count, time.Log.Hash, Weights(),
            [.. _picture!.Sections(_commands, isExact: true), ("spans", _picture.Watch.Spans.Newest), ("steps", _story.Steps.Newest)]));
    }

    private void Show()
    {
        _framed = clock.GetTimestamp();
        var isStill = _commands is not { Loop.IsPaused: false };
        Feed.Show(new Frame(
            [.. _picture!.Sections(_commands, isStill), ("moments", _album!.Index), ("again", _goingBack), ("ended", _ended)],
            [_story.Curve, _story.Steps, _picture.Watch.Spans, _picture.Watch.Cuts, _picture.Watch.Notes]));
    }
}
