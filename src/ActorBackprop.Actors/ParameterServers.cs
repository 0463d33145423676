using ActorBackprop.Actors.Relaxed;
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
    /// <param name="plan">What to train.</param>
    /// <param name="from">Where to go on from; null to begin. Only a synchronous training can go on.</param>
    /// <param name="buffers">Where used gradients go back to, of the parameters' length.</param>
    public static Props PropsOf(
        ServerSettings settings, ServerPeers peers, TrainingPlan plan, TrainingSnapshot? from, IGradientBuffers buffers)
    {
        if (settings.Relaxed is null) return Props.Create<ParameterServer>(settings, peers, plan, from!, buffers);
        if (from is not null) throw new ArgumentException("gradients on their way are in no snapshot", nameof(from));
        return Props.Create<RelaxedServer>(settings, peers, plan, buffers);
    }
}
