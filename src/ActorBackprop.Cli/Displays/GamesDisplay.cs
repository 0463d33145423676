using ActorBackprop.Actors.Messages;
using ActorBackprop.Runs.Training;
using ActorBackprop.Studio.Sessions;

namespace ActorBackprop.Cli.Displays;

/// <summary>Shows games in a browser, one after the other. The next game is the one that the user picks on the page, and a run of its own.</summary>
internal sealed class GamesDisplay : Display, IDisposable
{
    private readonly NextGames _queue;
    private readonly PageServer _page;
    private readonly TextWriter _output;

    /// <param name="environment">The environment variables; their settings apply to every level.</param>
    /// <param name="page">The page's server; disposed with this.</param>
    /// <param name="output">Where sentences about the runs are written.</param>
    /// <param name="directory">The directory of the run that the first game replays; null for a new run. Default: null.</param>
    public GamesDisplay(IReadOnlyDictionary<string, string> environment, PageServer page, TextWriter output, string? directory = null)
    {
        (_queue, _page, _output) = (new NextGames(environment), page, output);
        First = new GameSession(TimeProvider.System, _queue) { Directory = directory };
    }

    /// <summary>The first game.</summary>
    public GameSession First { get; }

    /// <inheritdoc/>
    public override RunResult Show(Func<IRunListener, RunResult> run) => Show(First, run);

    /// <summary>Shows a finished run before any game.</summary>
    /// <param name="path">Its directory.</param>
    /// <param name="signals">Close the page.</param>
    public void Show(string path, StopSignals signals)
    {
        _page.Show(new FinishedSession(path, _queue));
        PlayOn(null, signals);
    }

    /// <inheritdoc/>
    public override RunResult Linger(RunResult result, StopSignals signals) => PlayOn(result, signals)!;

    public void Dispose()
    {
        _page.Dispose();
        _queue.Dispose();
    }

    private RunResult? PlayOn(RunResult? result, StopSignals signals)
    {
        while (true)
        {
            if (result is { End: not TrainingEnd.Stopped }) _page.Stay(signals.Token);
            if (_queue.Next(signals.Token) is not { } next) return result;
            var session = new GameSession(TimeProvider.System, _queue) { Setup = next };
            var request = next.Request with
            {
                WhenStopped = () => signals.Code,
                Simulation = next.Request.Simulation! with { Play = session.Play },
            };
            result = Show(session, listener => TrainingRun.Execute(request, listener, TimeProvider.System, signals.Token));
        }
    }

    private RunResult Show(GameSession session, Func<IRunListener, RunResult> run) => new ViewDisplay<GameSession>(session, _page, _output).Show(run);
}
