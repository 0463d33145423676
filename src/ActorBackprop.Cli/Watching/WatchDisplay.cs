using ActorBackprop.Actors.Messages;
using ActorBackprop.Cli.Displays;
using ActorBackprop.Runs.Files;
using ActorBackprop.Runs.Training;
using ActorBackprop.Simulation.Play;
using Spectre.Console;

namespace ActorBackprop.Cli.Watching;

/// <summary>
/// Plays a game in the terminal, draws it ten times a second and reads the keys. One thread does all of this, the one that runs the
/// virtual time, so that a frame never shows half an event.
/// </summary>
internal sealed class WatchDisplay(Screen screen, TimeProvider clock, Func<ConsoleKeyInfo?> nextKey) : Display, IRunListener
{
    private static readonly TimeSpan FrameInterval = TimeSpan.FromMilliseconds(100), Rest = TimeSpan.FromMilliseconds(15);

    private readonly WatchState _state = new();
    private RunStart? _start;
    private Pace? _pace;

    /// <summary>
    /// The initial virtual seconds per real second, infinite for full speed; null for a pace at which a user can follow each step. Default:
    /// null.
    /// </summary>
    public double? Speed { get; init; }

    /// <inheritdoc/>
    public override RunResult Show(Func<IRunListener, RunResult> run)
    {
        var result = run(this);
        WriteEnd(result, line => screen.Line(line));
        return result;
    }

    /// <summary>Plays a game until it is over or the user quits.</summary>
    public void Play(Game game, Func<bool> isOver)
    {
        var loop = new GameLoop(game, clock, isOver) { Speed = Speed ?? 1, IsUnbounded = Speed is double.PositiveInfinity };
        _pace = new Pace(game, loop, Pace.ExpectedStepSeconds(game.World.Settings, _start!.Plan, _start.Settings.Workers));
        if (Speed is null) _pace.StepSeconds = Pace.HumanStepSeconds;
        var keys = new WatchKeys(game, loop, _pace, _state, _start.Settings.LearningRate);
        game.World.Virtual.Log.Observer += _state.Take;
        screen.Console.Live(new Text("")).AutoClear(true).Start(live =>
        {
            for (var drawn = 0L; !isOver() && !_state.IsLeaving;)
            {
                _pace.Adjust();
                var played = loop.Advance();
                while (!isOver() && nextKey() is { } key) keys.Press(key); // a closed terminal reports keys forever
                if (drawn == 0 || clock.GetElapsedTime(drawn) >= FrameInterval)
                {
                    live.UpdateTarget(WatchScreen.Draw(screen, _start, loop, _pace, Picture.Of(game, _state.Last?.Statistics), _state));
                    drawn = clock.GetTimestamp();
                }
                if (played == 0) Thread.Sleep(Rest);
            }
        });
    }

    /// <inheritdoc/>
    public void Started(RunStart start) => _start = start;

    /// <inheritdoc/>
    public void Progressed(StepCompleted progress)
    {
        _state.Take(progress);
        _pace?.StepCompleted();
    }

    /// <inheritdoc/>
    public void EpochCompleted(EpochMetrics metrics) => _state.Epochs.Add(metrics);

    /// <inheritdoc/>
    public void Remarked(string sentence) => _state.Say(sentence);
}
