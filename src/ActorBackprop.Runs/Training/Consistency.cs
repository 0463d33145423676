using ActorBackprop.Actors.Relaxed;
using ActorBackprop.Configuration;

namespace ActorBackprop.Runs.Training;

/// <summary>What the settings' consistency mode comes to at the server.</summary>
public static class Consistency
{
    /// <summary>The server's options; null where it is the synchronous one.</summary>
    /// <param name="settings">The settings.</param>
    /// <param name="workers">Workers in all processes.</param>
    public static RelaxedOptions? Of(TrainingSettings settings, int workers)
    {
        var gradients = settings.GradientsPerStep ?? workers;
        IConsistencyMode? mode = settings.Mode switch
        {
            ConsistencyMode.KSync => new KSync(gradients),
            ConsistencyMode.KBatchSync => new KBatchSync(gradients),
            ConsistencyMode.Asynchronous => new KBatchAsync(1),
            ConsistencyMode.KAsync => new KAsync(gradients),
            ConsistencyMode.KBatchAsync => new KBatchAsync(gradients),
            ConsistencyMode.StaleSynchronous => new StaleSynchronous(settings.StalenessBound),
            _ => null,
        };
        // In the other modes no part that was begun is ever too late.
        var isDropping = settings.Mode is ConsistencyMode.KSync or ConsistencyMode.KBatchSync;
        return mode is null ? null : With(settings, mode) with { CancelsParts = settings.CancelParts && isDropping };
    }

    /// <summary>The server's options with a mode of one's own.</summary>
    public static RelaxedOptions With(TrainingSettings settings, IConsistencyMode mode) => new(mode)
    {
        CancelsParts = settings.CancelParts,
        DealsDroppedAgain = settings.DealDroppedAgain,
        IsStalenessAware = settings.StalenessAware,
    };
}
