using Akka.Configuration;
using Akka.Event;
using Akka.Remote;

namespace ActorBackprop.Cluster.Remoting;

/// <summary>
/// Akka's failure detector for processes that do not answer: a process that has been silent for too long counts as lost. Only time in
/// which this process itself was running counts: after a pause of its own (a stopped process, a laptop that slept, an overloaded
/// machine) it may not have read yet what the others sent. Created by Akka, as cluster.conf says.
/// </summary>
internal sealed class SilenceDetector : FailureDetector
{
    // Akka checks twice a second. If two checks are further apart, this process did not run between them.
    private static readonly TimeSpan MaxInterval = TimeSpan.FromSeconds(1);

    private readonly TimeSpan _patience;
    private readonly Func<TimeSpan> _now;
    private bool _hasHeard;
    private TimeSpan _silence, _checkedAt;

    /// <summary>Creates the detector; called by Akka.</summary>
    /// <param name="config">Its section of the configuration: acceptable-heartbeat-pause.</param>
    /// <param name="events">Not used.</param>
    public SilenceDetector(Config config, EventStream events) : this(config.GetTimeSpan("acceptable-heartbeat-pause"), Now)
    {
        ArgumentNullException.ThrowIfNull(events);
    }

    /// <summary>Creates a detector.</summary>
    /// <param name="patience">How long a process may be silent.</param>
    /// <param name="now">Returns the time of any monotonic clock.</param>
    internal SilenceDetector(TimeSpan patience, Func<TimeSpan> now) => (_patience, _now) = (patience, now);

    /// <inheritdoc/>
    public override bool IsAvailable
    {
        get
        {
            if (!IsMonitoring) return true;
            var (since, now) = (_checkedAt, _now());
            _silence += now - since < MaxInterval ? now - since : MaxInterval;
            _checkedAt = now;
            return _silence < _patience;
        }
    }

    /// <inheritdoc/>
    public override bool IsMonitoring => _hasHeard;

    /// <inheritdoc/>
    public override void HeartBeat() => (_hasHeard, _silence, _checkedAt) = (true, TimeSpan.Zero, _now());

    private static TimeSpan Now() => TimeSpan.FromMilliseconds(DefaultClock());
}
