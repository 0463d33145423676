using Akka.Configuration;
using Akka.Event;
using Akka.Remote;

namespace ActorBackprop.Cluster.Remoting;

/// <summary>
/// Akka's failure detector for processes that do not answer: one that has been silent for too long counts as lost. Only the time in
/// which this process itself was running counts: after a pause of its own (a stopped process, a laptop that slept, a machine that is
/// overloaded) the others have had no chance to be heard yet. Made by Akka, as cluster.conf says.
/// </summary>
internal sealed class SilenceDetector : FailureDetector
{
    // Akka looks twice a second. Between two looks that are further apart this process did not run.
    private static readonly TimeSpan LongestLook = TimeSpan.FromSeconds(1);

    private readonly TimeSpan _patience;
    private readonly Func<TimeSpan> _now;
    private bool _hasHeard;
    private TimeSpan _silence, _lookedAt;

    /// <summary>For Akka.</summary>
    /// <param name="config">Its section of the configuration: acceptable-heartbeat-pause.</param>
    /// <param name="events">Not used.</param>
    public SilenceDetector(Config config, EventStream events) : this(config.GetTimeSpan("acceptable-heartbeat-pause"), Now)
    {
        ArgumentNullException.ThrowIfNull(events);
    }

    /// <summary>A detector.</summary>
    /// <param name="patience">How long a process may be silent.</param>
    /// <param name="now">The time on any clock that only goes forward.</param>
    internal SilenceDetector(TimeSpan patience, Func<TimeSpan> now) => (_patience, _now) = (patience, now);

    /// <inheritdoc/>
    public override bool IsAvailable
    {
        get
        {
            if (!IsMonitoring) return true;
            var (since, now) = (_lookedAt, _now());
            _silence += now - since < LongestLook ? now - since : LongestLook;
            _lookedAt = now;
            return _silence < _patience;
        }
    }

    /// <inheritdoc/>
    public override bool IsMonitoring => _hasHeard;

    /// <inheritdoc/>
    public override void HeartBeat() => (_hasHeard, _silence, _lookedAt) = (true, TimeSpan.Zero, _now());

    private static TimeSpan Now() => TimeSpan.FromMilliseconds(DefaultClock());
}
