using ActorBackprop.Actors.Protocol;
using ActorBackprop.Runs.Output;

namespace ActorBackprop.Runs.Training;

/// <summary>
/// Passes progress on ten times a second at most: a simulated server tells it by virtual time, which may be thousands of
/// times as fast.
/// </summary>
internal sealed class PacedListener(IRunListener listener, TimeProvider clock) : IRunListener
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(100);

    private long? _last;

    public void Started(RunStart start) => listener.Started(start);

    public void Progressed(StepCompleted progress)
    {
        if (_last is { } last && clock.GetElapsedTime(last) < Interval) return;
        _last = clock.GetTimestamp();
        listener.Progressed(progress);
    }

    public void EpochCompleted(EpochMetrics metrics) => listener.EpochCompleted(metrics);

    public void Remarked(string sentence) => listener.Remarked(sentence);
}
