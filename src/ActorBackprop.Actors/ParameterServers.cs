using ActorBackprop.Actors.Modes;
using ActorBackprop.Learning.Gradients;
using ActorBackprop.Learning.Training;
using Akka.Actor;

namespace ActorBackprop.Actors;

/// <summary>Which of the parameter servers a training has: every host asks here.</summary>
public static class ParameterServers
{
    /// <summary>How it is made.</summary>
    /// <param name="settings">Its settings.</param>
    /// <param name="peers">Whom it tells.</param>
    /// <param name="state">Where the training stands: only a synchronous one can go on from elsewhere than its beginning.</param>
    /// <param name="buffers">Where used gradients go back to, of the parameters' length.</param>
    /// <param name="relaxed">The server's state where it is not synchronous, for somebody to look at; null for one of its own.</param>
    public static Props PropsOf(
        ServerSettings settings, ServerPeers peers, TrainingState state, IGradientBuffers buffers, RelaxedState? relaxed = null)
    {
        if (state.Plan.Compression is { } compression && compression.AreResidualsWorkers != (!settings.Mode.IsSynchronous))
            throw new ArgumentException("whose the residuals are does not fit the consistency mode", nameof(state));
        if (settings.Mode.IsSynchronous) return Props.Create<ParameterServer>(settings, peers, state, buffers);
        if (state.Steps > 0) throw new ArgumentException("gradients on their way are in no snapshot", nameof(state));
        return Props.Create<RelaxedServer>(settings, peers, state.Plan, relaxed ?? new RelaxedState(state.Plan), buffers);
    }
}
