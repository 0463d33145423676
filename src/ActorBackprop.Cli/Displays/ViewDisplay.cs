using ActorBackprop.Actors.Messages;
using ActorBackprop.Runs.Output;
using ActorBackprop.Runs.Training;
using ActorBackprop.Studio.Stages;

namespace ActorBackprop.Cli.Displays;

/// <summary>Shows a run in a browser, from its beginning until somebody ends the program.</summary>
/// <param name="stage">What is shown.</param>
/// <param name="page">Where.</param>
/// <param name="output">Told in sentences.</param>
internal sealed class ViewDisplay<TStage>(TStage stage, PageServer page, TextWriter output) : Display, IRunListener
    where TStage : Stage, IRunStage
{
    /// <summary>What is shown.</summary>
    public TStage Stage => stage;

    /// <inheritdoc/>
    public override RunResult Show(Func<IRunListener, RunResult> run)
    {
        page.Open(stage);
        var result = run(this);
        stage.Ended(result);
        output.WriteLine(Sentences.Ending(result));
        foreach (var line in Sentences.Of(result)) output.WriteLine(line);
        return result;
    }

    /// <inheritdoc/>
    public override RunResult Linger(RunResult result, StopSignals signals)
    {
        page.Stay(signals.Token);
        signals.Token.WaitHandle.WaitOne();
        page.Dispose();
        return result;
    }

    /// <inheritdoc/>
    public void Started(RunStart start)
    {
        stage.Started(start);
        output.WriteLine(Sentences.Of(start));
        page.Show(stage);
    }

    /// <inheritdoc/>
    public void Progressed(StepCompleted progress) => stage.Progressed(progress);

    /// <inheritdoc/>
    public void EpochCompleted(EpochMetrics metrics) => stage.EpochCompleted(metrics);

    /// <inheritdoc/>
    public void Remarked(string sentence) => stage.Remarked(sentence);
}
