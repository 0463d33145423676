using ActorBackprop.Runs.Files;

namespace ActorBackprop.Lab.Collecting;

/// <summary>Computes when the epochs of a run ended, its samples and bytes by then, and its speed, from the measurements in its files.</summary>
internal sealed class Timeline
{
    private readonly IReadOnlyList<EpochMetrics> _epochs;
    private readonly RunRecord _record;
    private readonly bool _isSimulated;
    private readonly long _largest;

    private Timeline(IReadOnlyList<EpochMetrics> epochs, RunRecord record, bool isSimulated)
    {
        (_epochs, _record, _isSimulated) = (epochs, record, isSimulated);
        _largest = epochs.Count > 0 ? epochs.Max(MeasuredSamples) : 0;
        SamplesPerSecond = Speed();
        var (samples, ticks, up, down) = (0L, 0L, 0.0, 0.0);
        foreach (var epoch in epochs)
        {
            // Samples before a resume in the middle of an epoch were not timed; they count at the speed of the rest.
            var (whole, measured) = (SamplesOf(epoch), MeasuredSamples(epoch));
            var speed = epoch.SamplesPerSecond > 0 ? epoch.SamplesPerSecond : SamplesPerSecond;
            HasUntimedSamples |= whole > measured;
            ticks += Ticks(epoch.Seconds) + (whole > measured && speed > 0 ? Ticks((whole - measured) / speed.Value) : 0);
            var share = measured > 0 ? (double)whole / measured : 1;
            (up, down) = (up + share * (epoch.BytesUpwards ?? 0), down + share * (epoch.BytesDownwards ?? 0));
            samples += whole;
            SamplesAt.Add(samples);
            SecondsAt.Add(TimeSpan.FromTicks(ticks).TotalSeconds);
            BytesAt.Add(((long)Math.Round(up), (long)Math.Round(down)));
        }
    }

    /// <summary>Samples trained on up to the end of each epoch.</summary>
    public List<long> SamplesAt { get; } = [];

    /// <summary>Seconds of training up to the end of each epoch.</summary>
    public List<double> SecondsAt { get; } = [];

    /// <summary>Bytes of gradients and of parameters sent up to the end of each epoch.</summary>
    public List<(long Upwards, long Downwards)> BytesAt { get; } = [];

    /// <summary>See <see cref="RunSummary.HasUntimedSamples"/>.</summary>
    public bool HasUntimedSamples { get; }

    /// <summary>See <see cref="RunSummary.SamplesPerSecond"/>.</summary>
    public double? SamplesPerSecond { get; }

    /// <summary>Returns the timeline of a run.</summary>
    public static Timeline Of(IReadOnlyList<EpochMetrics> epochs, RunRecord record, bool isSimulated) => new(epochs, record, isSimulated);

    private double? Speed()
    {
        var timed = _epochs.Where(epoch => epoch.SamplesPerSecond > 0).ToList();
        if (timed.Count == 0) return _record is { Seconds: > 0 and var seconds, Samples: > 0 and var samples } ? samples / seconds : null;
        // The program warms up in the first epoch after each start; virtual time has no warm-up.
        var resumed = timed.Find(epoch => epoch.Step > _record.ResumedFromStep);
        var warm = _isSimulated ? timed : timed.FindAll(epoch => epoch != timed[0] && epoch != resumed);
        if (warm.Count == 0) warm = timed;
        return warm.Sum(MeasuredSamples) / TimeSpan.FromTicks(warm.Sum(epoch => Ticks(epoch.Seconds))).TotalSeconds;
    }

    /// <summary>Returns the samples of an epoch; files of earlier versions lack those before a resume in its middle.</summary>
    private long SamplesOf(EpochMetrics epoch) => epoch.Samples ?? (_record.ResumedFromStep > 0 ? _largest : MeasuredSamples(epoch));

    private static long MeasuredSamples(EpochMetrics epoch) => (long)Math.Round(epoch.SamplesPerSecond * epoch.Seconds);

    // In ticks, as the times were measured, the sum is exact and equals that of run.json.
    private static long Ticks(double seconds) => (long)Math.Round(seconds * TimeSpan.TicksPerSecond);
}
