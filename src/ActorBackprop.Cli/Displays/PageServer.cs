using ActorBackprop.Studio.Serving;
using ActorBackprop.Studio.Sessions;

namespace ActorBackprop.Cli.Displays;

/// <summary>The page's server: started before the first session begins, and stopped with the program.</summary>
/// <param name="port">Where it listens on 127.0.0.1; 0 for any port that is free.</param>
/// <param name="output">Told the URL.</param>
internal sealed class PageServer(int port, TextWriter output) : IDisposable
{
    private StudioServer? _server;
    private bool _isAnnounced;

    /// <summary>Begins to serve, unless it does already: a port that is taken is refused before a run leaves files.</summary>
    /// <exception cref="Runs.Training.RunException">It cannot listen there.</exception>
    public void Open(Session session) => _server ??= StudioServer.StartAsync(session, port, TimeProvider.System).GetAwaiter().GetResult();

    /// <summary>Shows a session that has begun, in place of the one before; prints the URL with the first.</summary>
    public void Show(Session session)
    {
        Open(session);
        if (_isAnnounced) _server!.Show(session);
        else output.WriteLine(Sentences.OfPage(_server!.Url));
        _isAnnounced = true;
    }

    /// <summary>Says that the page outlives the run, unless the program is to end.</summary>
    public void Stay(CancellationToken stop)
    {
        if (!stop.IsCancellationRequested) output.WriteLine("The page stays until Ctrl-C.");
    }

    public void Dispose() => _server?.DisposeAsync().AsTask().GetAwaiter().GetResult();
}
