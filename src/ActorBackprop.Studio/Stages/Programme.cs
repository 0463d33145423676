using System.Collections.Concurrent;

namespace ActorBackprop.Studio.Stages;

/// <summary>What is played on the page after the game that is played now: asked for on the page, played by the program.</summary>
/// <param name="environment">The environment, whose settings are those of every game that is begun.</param>
public sealed class Programme(IReadOnlyDictionary<string, string> environment) : IDisposable
{
    private readonly BlockingCollection<Encore> _wanted = [];

    /// <summary>The environment.</summary>
    internal IReadOnlyDictionary<string, string> Environment => environment;

    /// <summary>Asks for a game.</summary>
    internal void Add(Encore encore) => _wanted.Add(encore);

    /// <summary>Waits for the next game.</summary>
    /// <param name="stop">Whoever waits is to end.</param>
    /// <returns>Null when it is to end.</returns>
    public Encore? Next(CancellationToken stop)
    {
        try
        {
            return _wanted.Take(stop);
        }
        catch (OperationCanceledException)
        {
            return null;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _wanted.Dispose();
}
