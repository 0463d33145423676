using ActorBackprop.Actors.Messages;
using ActorBackprop.Runs.Training;
using ActorBackprop.Studio.Stages;

namespace ActorBackprop.Cli.Displays;

/// <summary>Shows games in a browser, one after the other: what is asked for on the page is played next, as a run of its own.</summary>
internal sealed class GamesDisplay : Display, IDisposable
{
    private readonly Programme _programme;
    private readonly PageServer _page;
    private readonly TextWriter _output;

    /// <param name="environment">The environment, whose settings are those of every level.</param>
    /// <param name="page">Where they are shown; disposed with this.</param>
    /// <param name="output">Told in sentences.</param>
    /// <param name="directory">The directory of the run that the first game replays; null for a new run. Default: null.</param>
    public GamesDisplay(IReadOnlyDictionary<string, string> environment, PageServer page, TextWriter output, string? directory = null)
    {
        (_programme, _page, _output) = (new Programme(environment), page, output);
        First = new GameStage(TimeProvider.System, _programme) { Directory = directory };
    }

    /// <summary>The first game.</summary>
    public GameStage First { get; }

    /// <inheritdoc/>
    public override RunResult Show(Func<IRunListener, RunResult> run) => Show(First, run);

    /// <summary>Shows a run that is over, before any game.</summary>
    /// <param name="path">Its directory.</param>
    /// <param name="signals">Ends it.</param>
    public void Show(string path, StopSignals signals)
    {
        _page.Show(new FinishedStage(path, _programme));
        PlayOn(null, signals);
    }

    /// <inheritdoc/>
    public override RunResult Linger(RunResult result, StopSignals signals) => PlayOn(result, signals)!;

    public void Dispose()
    {
        _page.Dispose();
        _programme.Dispose();
    }

    private RunResult? PlayOn(RunResult? result, StopSignals signals)
    {
        while (true)
        {
            if (result is { End: not TrainingEnd.Stopped }) _page.Stay(signals.Token);
            if (_programme.Next(signals.Token) is not { } encore) return result;
            var stage = new GameStage(TimeProvider.System, _programme) { Encore = encore };
            var request = encore.Request with
            {
                WhenStopped = () => signals.Code,
                Simulation = encore.Request.Simulation! with { Play = stage.Play },
            };
            result = Show(stage, listener => TrainingRun.Execute(request, listener, TimeProvider.System, signals.Token));
        }
    }

    private RunResult Show(GameStage stage, Func<IRunListener, RunResult> run) => new ViewDisplay<GameStage>(stage, _page, _output).Show(run);
}
