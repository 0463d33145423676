using ActorBackprop.Actors.Modes;
using ActorBackprop.Configuration;

namespace ActorBackprop.Runs.Training;

/// <summary>Makes the server's consistency mode of the settings.</summary>
public static class Consistency
{
    /// <summary>Returns the mode of the settings. Local and federated trainings are synchronous: what differs is in their plan.</summary>
    /// <param name="settings">The settings.</param>
    /// <param name="workers">Workers in all processes.</param>
    public static IConsistencyMode Of(TrainingSettings settings, int workers)
    {
        var gradients = settings.GradientsPerStep ?? workers;
        return settings.Mode switch
        {
            ConsistencyMode.KSync => new KSync(gradients),
            ConsistencyMode.KBatchSync => new KBatchSync(gradients),
            ConsistencyMode.Asynchronous => new Asynchronous(),
            ConsistencyMode.KAsync => new KAsync(gradients),
            ConsistencyMode.KBatchAsync => new KBatchAsync(gradients),
            ConsistencyMode.StaleSynchronous => new StaleSynchronous(settings.StalenessBound),
            _ => new Synchronous(),
        };
    }
}
