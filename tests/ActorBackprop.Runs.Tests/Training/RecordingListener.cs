using ActorBackprop.Actors.Messages;
using ActorBackprop.Runs.Files;
using ActorBackprop.Runs.Training;

namespace ActorBackprop.Runs.Tests.Training;

/// <summary>Keeps what it is told, and does something when an epoch is measured.</summary>
internal sealed class RecordingListener(Action<EpochMetrics>? onEpoch = null) : IRunListener
{
    public List<RunStart> Starts { get; } = [];
    public List<EpochMetrics> Epochs { get; } = [];
    public List<string> Remarks { get; } = [];

    public void Started(RunStart start) => Starts.Add(start);

    public void Progressed(StepCompleted progress)
    {
    }

    public void EpochCompleted(EpochMetrics metrics)
    {
        Epochs.Add(metrics);
        onEpoch?.Invoke(metrics);
    }

    public void Remarked(string sentence) => Remarks.Add(sentence);
}
