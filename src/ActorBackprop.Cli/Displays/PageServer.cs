using ActorBackprop.Studio.Serving;
using ActorBackprop.Studio.Stages;

namespace ActorBackprop.Cli.Displays;

/// <summary>The page's server: started with the first stage that is shown, and stopped with the program.</summary>
/// <param name="output">Told the URL.</param>
internal sealed class PageServer(TextWriter output) : IDisposable
{
    private StudioServer? _server;

    /// <summary>Shows a stage, in place of the one before.</summary>
    public void Show(Stage stage)
    {
        if (_server is not null)
        {
            _server.Show(stage);
            return;
        }
        _server = StudioServer.StartAsync(stage, TimeProvider.System).GetAwaiter().GetResult();
        output.WriteLine(Sentences.OfPage(_server.Url));
    }

    /// <summary>Says that the page outlives the run, unless the program is to end.</summary>
    public void Stay(CancellationToken stop)
    {
        if (!stop.IsCancellationRequested) output.WriteLine("The page stays until Ctrl-C.");
    }

    public void Dispose() => _server?.DisposeAsync().AsTask().GetAwaiter().GetResult();
}
