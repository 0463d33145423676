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

    /// <summary>The parameters; null where nothing is learned, or before it has begun.</summary>
    /// <param name="at">The turn of an earlier moment; null for now. Default: null.</param>
    /// <exception cref="InvalidOperationException">Too much is wanted at once.</exception>
    public Task<Weights?> WeightsAsync(long? at = null) =>
        at is { } turn && MomentAt(turn) is { } moment ? Task.FromResult(moment.Weights) : Requests.Ask(Weights);

    /// <summary>The last moment up to a turn that was kept to look back at; null where none is.</summary>
    internal virtual Moment? MomentAt(long turn) => null;

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
