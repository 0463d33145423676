namespace ActorBackprop.Studio.Stages;

/// <summary>What the page shows and plays with. What is asked of it comes from any thread, and is done by the one that plays.</summary>
public abstract class Stage : IDisposable
{
    /// <summary>What is shown.</summary>
    public Feed Feed { get; } = new();

    /// <summary>The data of what is trained.</summary>
    public abstract Library Library { get; }

    internal Requests Requests { get; } = new();

    /// <summary>Has something done.</summary>
    /// <returns>Null when it is done; else a sentence why it is not.</returns>
    /// <exception cref="InvalidOperationException">Too much is wanted at once.</exception>
    public Task<string?> DoAsync(StudioCommand command) => Requests.Ask(() => Act(command));

    /// <summary>The parameters as they are now; null where nothing is learned, or before it has begun.</summary>
    /// <exception cref="InvalidOperationException">Too much is wanted at once.</exception>
    public Task<Weights?> WeightsAsync() => Requests.Ask(Weights);

    /// <inheritdoc/>
    public void Dispose()
    {
        Requests.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>Does something, on the thread that plays.</summary>
    protected abstract string? Act(StudioCommand command);

    /// <summary>A copy of the parameters, made on the thread that plays.</summary>
    protected abstract Weights? Weights();
}
