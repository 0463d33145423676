using ActorBackprop.Actors.Protocol;
using ActorBackprop.Runs.Output;
using ActorBackprop.Runs.Training;
using ActorBackprop.Studio.Serving;
using ActorBackprop.Studio.Stages;

namespace ActorBackprop.Cli.Displays;

/// <summary>Shows a run in a browser: serves the page from the run's beginning until somebody ends the program.</summary>
internal sealed class ViewDisplay<TStage>(TStage stage, TextWriter output) : Display, IRunListener where TStage : Stage, IRunStage
{
    private StudioServer? _server;

    /// <summary>What is shown.</summary>
    public TStage Stage => stage;

    /// <inheritdoc/>
    public override RunResult Show(Func<IRunListener, RunResult> run)
    {
        var result = run(this);
        stage.Ended(result);
        output.WriteLine(Sentences.Ending(result));
        foreach (var line in Sentences.Of(result)) output.WriteLine(line);
        return result;
    }

    /// <inheritdoc/>
    public override void Linger(CancellationToken stop)
    {
        if (!stop.IsCancellationRequested) output.WriteLine("The page stays until Ctrl-C.");
        stop.WaitHandle.WaitOne();
        _server?.DisposeAsync().AsTask().GetAwaiter().GetResult();
    }

    /// <inheritdoc/>
    public void Started(RunStart start)
    {
        stage.Started(start);
        _server = StudioServer.StartAsync(stage, TimeProvider.System).GetAwaiter().GetResult();
        output.WriteLine(Sentences.Of(start));
        output.WriteLine(Sentences.OfPage(_server.Url));
    }

    /// <inheritdoc/>
    public void Progressed(StepCompleted progress) => stage.Progressed(progress);

    /// <inheritdoc/>
    public void EpochCompleted(EpochMetrics metrics) => stage.EpochCompleted(metrics);

    /// <inheritdoc/>
    public void Remarked(string sentence) => stage.Remarked(sentence);
}
