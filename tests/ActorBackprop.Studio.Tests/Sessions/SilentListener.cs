using ActorBackprop.Actors.Messages;
using ActorBackprop.Runs.Files;
using ActorBackprop.Runs.Training;

namespace ActorBackprop.Studio.Tests.Sessions;

/// <summary>Is told, and does not listen.</summary>
internal sealed class SilentListener : IRunListener
{
    public void Started(RunStart start)
    {
    }

    public void Progressed(StepCompleted progress)
    {
    }

    public void EpochCompleted(EpochMetrics metrics)
    {
    }

    public void Remarked(string sentence)
    {
    }
}
