using ActorBackprop.Actors.Protocol;
using ActorBackprop.Cli.Displays;
using ActorBackprop.Runs.Output;
using ActorBackprop.Runs.Training;
using ActorBackprop.Simulation.Play;
using Spectre.Console;

namespace ActorBackprop.Cli.Watching;

/// <summary>
/// The game in the terminal: plays it, draws it ten times a second, reads the keys. One thread does it all, the one that
/// runs the virtual time, so that a frame never shows half an event.
/// </summary>
internal sealed class WatchDisplay(Screen screen, TimeProvider clock, Func<ConsoleKeyInfo?> nextKey) : Display, IRunListener
{
    private static readonly TimeSpan FrameInterval = TimeSpan.FromMilliseconds(100), Rest = TimeSpan.FromMilliseconds(15);

    private readonly WatchState _state = new();
    private RunStart? _start;

    /// <summary>Virtual seconds a real second to begin with; null for as fast as it goes.</summary>
    public double? Speed { get; init; } = 1;

    /// <inheritdoc/>
    public override RunResult Show(Func<IRunListener, RunResult> run)
    {
        var result = run(this);
        screen.Line(Sentences.Ending(result));
        foreach (var line in Sentences.Of(result)) screen.Line(line);
        return result;
    }

    /// <summary>Plays a game until it is over or somebody leaves.</summary>
    public void Play(Game game, Func<bool> isOver)
    {
        var loop = new GameLoop(game, clock, isOver) { Speed = Speed ?? GameLoop.Fastest, IsUnbounded = Speed is null };
        var keys = new WatchKeys(game, loop, _state, _start!.Settings.LearningRate);
        game.World.Virtual.Log.Observer += _state.Take;
        screen.Console.Live(new Text("")).AutoClear(true).Start(live =>
        {
            for (var drawn = 0L; !isOver() && !_state.IsLeaving;)
            {
                var played = loop.Advance();
                while (nextKey() is { } key) keys.Press(key);
                if (drawn == 0 || clock.GetElapsedTime(drawn) >= FrameInterval)
                {
                    live.UpdateTarget(WatchScreen.Draw(screen, _start, loop, Picture.Of(game, _state.Last?.Statistics), _state));
                    drawn = clock.GetTimestamp();
                }
                if (played == 0) Thread.Sleep(Rest);
            }
        });
    }

    /// <inheritdoc/>
    public void Started(RunStart start) => _start = start;

    /// <inheritdoc/>
    public void Progressed(StepCompleted progress) => _state.Take(progress);

    /// <inheritdoc/>
    public void EpochCompleted(EpochMetrics metrics) => _state.Epochs.Add(metrics);

    /// <inheritdoc/>
    public void Remarked(string sentence) => _state.Say(sentence);
}
