using ActorBackprop.Actors.Messages;
using ActorBackprop.Runs.Files;

namespace ActorBackprop.Studio.Sessions;

/// <summary>The cost and the epochs of a run so far.</summary>
/// <param name="clock">Tells the real time.</param>
internal sealed class RunProgress(TimeProvider clock)
{
    private readonly long _began = clock.GetTimestamp();

    /// <summary>The cost.</summary>
    public CostCurve CostCurve { get; } = new();

    /// <summary>The epochs so far.</summary>
    public object[] Epochs { get; private set; } = [];

    /// <summary>The last step; null before the first.</summary>
    public StepCompleted? Last { get; private set; }

    private double WallSeconds => clock.GetElapsedTime(_began).TotalSeconds;

    /// <summary>Records a step.</summary>
    /// <param name="progress">The step.</param>
    /// <param name="now">Seconds of virtual time or of training time.</param>
    public void Progressed(StepCompleted progress, double now)
    {
        var (samples, cost) = (progress.Epoch.Samples, progress.Epoch.Cost);
        if (Last is { } last && last.Epoch.Samples < samples) (samples, cost) = (samples - last.Epoch.Samples, cost - last.Epoch.Cost);
        if (samples > 0) CostCurve.Add(progress.Steps, now, WallSeconds, cost / samples);
        Last = progress;
    }

    /// <summary>Records an epoch.</summary>
    /// <param name="metrics">Its metrics.</param>
    /// <param name="now">Seconds of virtual time or of training time.</param>
    /// <param name="bytes">Bytes that had arrived by then; null where none are sent. Default: null.</param>
    public void EpochCompleted(EpochMetrics metrics, double now, long? bytes = null) =>
        Epochs = [.. Epochs, EpochSection.Of(metrics, now, WallSeconds, bytes)];
}
