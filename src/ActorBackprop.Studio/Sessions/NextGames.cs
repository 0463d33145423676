using System.Collections.Concurrent;

namespace ActorBackprop.Studio.Sessions;

/// <summary>The games that the page asked for, in their order; the program plays them.</summary>
/// <param name="environment">The environment, whose settings hold for each of them.</param>
public sealed class NextGames(IReadOnlyDictionary<string, string> environment) : IDisposable
{
    private readonly BlockingCollection<NextGame> _wanted = [];

    /// <summary>The environment.</summary>
    internal IReadOnlyDictionary<string, string> Environment => environment;

    /// <summary>Adds a game.</summary>
    internal void Add(NextGame next) => _wanted.Add(next);

    /// <summary>Waits for the next game.</summary>
    /// <param name="stop">Ends the wait.</param>
    /// <returns>Null when the wait was ended.</returns>
    public NextGame? Next(CancellationToken stop)
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
