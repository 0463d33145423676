using ActorBackprop.Actors.Messages;
using ActorBackprop.Runs.Files;
using ActorBackprop.Runs.Training;
using ActorBackprop.Studio.Sessions;

namespace ActorBackprop.Cli.Displays;

/// <summary>Shows a run in a browser, from its beginning until somebody ends the program.</summary>
/// <param name="session">What is shown.</param>
/// <param name="page">Where.</param>
/// <param name="output">Told in sentences.</param>
internal sealed class ViewDisplay<TSession>(TSession session, PageServer page, TextWriter output) : Display, IRunListener
    where TSession : Session, IRunSession
{
    /// <summary>What is shown.</summary>
    public TSession Session => session;

    /// <inheritdoc/>
    public override RunResult Show(Func<IRunListener, RunResult> run)
    {
        page.Open(session);
        var result = run(this);
        session.Ended(result);
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
        session.Started(start);
        output.WriteLine(Sentences.Of(start));
        page.Show(session);
    }

    /// <inheritdoc/>
    public void Progressed(StepCompleted progress) => session.Progressed(progress);

    /// <inheritdoc/>
    public void EpochCompleted(EpochMetrics metrics) => session.EpochCompleted(metrics);

    /// <inheritdoc/>
    public void Remarked(string sentence) => session.Remarked(sentence);
}
