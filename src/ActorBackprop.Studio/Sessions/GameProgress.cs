using ActorBackprop.Actors.Messages;
using ActorBackprop.Runs.Files;

namespace ActorBackprop.Studio.Sessions;

/// <summary>The steps, the cost and the epochs of a game so far.</summary>
/// <param name="clock">Tells the real time.</param>
internal sealed class GameProgress(TimeProvider clock)
{
    private readonly long _began = clock.GetTimestamp();

    /// <summary>The cost.</summary>
    public CostCurve CostCurve { get; } = new();

    /// <summary>Steps, and when each was complete.</summary>
    public RecentItems<double[]> Steps { get; } = new("steps", 256);

    /// <summary>The epochs so far.</summary>
    public object[] Epochs { get; private set; } = [];

    /// <summary>The last step; null before the first.</summary>
    public StepCompleted? Last { get; private set; }

    /// <summary>A step is complete.</summary>
    /// <param name="progress">The step.</param>
    /// <param name="now">Seconds of virtual time.</param>
    public void Progressed(StepCompleted progress, double now)
    {
        var (samples, cost) = (progress.Epoch.Samples, progress.Epoch.Cost);
        if (Last is { } last && last.Epoch.Samples < samples) (samples, cost) = (samples - last.Epoch.Samples, cost - last.Epoch.Cost);
        if (samples > 0) CostCurve.Add(progress.Steps, now, clock.GetElapsedTime(_began).TotalSeconds, cost / samples);
        Steps.Add([progress.Steps, now]);
        Last = progress;
    }

    /// <summary>An epoch is over.</summary>
    /// <param name="metrics">What it came to.</param>
    /// <param name="now">Seconds of virtual time.</param>
    /// <param name="bytes">Bytes that had arrived by then.</param>
    public void EpochCompleted(EpochMetrics metrics, double now, long? bytes) =>
        Epochs = [.. Epochs, EpochSection.Of(metrics, now, clock.GetElapsedTime(_began).TotalSeconds, bytes)];
}
