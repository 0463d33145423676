using ActorBackprop.Actors.Messages;
using ActorBackprop.Runs.Files;
using ActorBackprop.Runs.Training;
using ActorBackprop.Studio.Serving;
using ActorBackprop.Studio.Sessions;

namespace ActorBackprop.Cli.Displays;

/// <summary>Shows a run in a browser, from its start until the user stops the program.</summary>
/// <param name="session">The session that shows it.</param>
/// <param name="page">The page's server.</param>
/// <param name="output">Where sentences about the run are written.</param>
internal sealed class ViewDisplay<TSession>(TSession session, PageServer page, TextWriter output) : Display, IRunListener
    where TSession : Session, IRunSession
{
    /// <summary>The session.</summary>
    public TSession Session => session;

    /// <inheritdoc/>
    public override RunResult Show(Func<IRunListener, RunResult> run)
    {
        page.Open(session);
        var result = run(this);
        session.Ended(result);
        WriteEnd(result, output.WriteLine);
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

/// <summary>The page's server: started before the first session, stopped with the program.</summary>
/// <param name="port">Its port on 127.0.0.1; 0 for any free port.</param>
/// <param name="output">Where the URL is printed.</param>
internal sealed class PageServer(int port, TextWriter output) : IDisposable
{
    private StudioServer? _server;
    private bool _isAnnounced;

    /// <summary>Starts the server unless it is running: a used port is refused before a run writes files.</summary>
    /// <exception cref="RunException">The port is in use.</exception>
    public void Open(Session session) => _server ??= StudioServer.StartAsync(session, port, TimeProvider.System).GetAwaiter().GetResult();

    /// <summary>Shows a session in place of the previous one; prints the URL with the first.</summary>
    public void Show(Session session)
    {
        Open(session);
        if (_isAnnounced) _server!.Show(session);
        else output.WriteLine(Sentences.OfPage(_server!.Url));
        _isAnnounced = true;
    }

    /// <summary>Tells the user that the page stays open, unless the program is stopping.</summary>
    public void Stay(CancellationToken stop)
    {
        if (!stop.IsCancellationRequested) output.WriteLine("The page stays open until Ctrl-C.");
    }

    public void Dispose() => _server?.DisposeAsync().AsTask().GetAwaiter().GetResult();
}
