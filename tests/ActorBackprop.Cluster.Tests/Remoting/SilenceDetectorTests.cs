using ActorBackprop.Cluster.Remoting;
using CsCheck;

namespace ActorBackprop.Cluster.Tests.Remoting;

public sealed class SilenceDetectorTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(4), Look = TimeSpan.FromSeconds(0.5);

    private TimeSpan _now;

    [Fact]
    public void A_process_is_lost_after_the_whole_patience_and_not_before()
    {
        var detector = Heard();
        for (var looks = 1; looks < 8; looks++) Assert.True(Looks(detector, Look));
        Assert.False(Looks(detector, Look));
        detector.HeartBeat();
        Assert.True(Looks(detector, Look));
    }

    [Fact]
    public void A_pause_of_this_process_counts_as_one_interval()
    {
        var detector = Heard();
        Assert.True(Looks(detector, TimeSpan.FromMinutes(1)));
        for (var looks = 1; looks < 6; looks++) Assert.True(Looks(detector, Look));
        Assert.False(Looks(detector, Look)); // 1 s of the pause, and six times half a second
    }

    [Fact]
    public void A_process_that_was_never_heard_is_not_monitored()
    {
        var detector = new SilenceDetector(Patience, () => _now);
        Assert.True(Looks(detector, TimeSpan.FromHours(1)));
        Assert.False(detector.IsMonitoring);
        detector.HeartBeat();
        Assert.True(detector.IsMonitoring);
    }

    [Fact]
    public void A_process_heard_between_any_three_checks_is_never_lost() =>
        Gen.Double[0, 1e4].Array[1, 200].Sample(looks =>
        {
            var detector = Heard();
            for (var look = 0; look < looks.Length; look++)
            {
                if (look % 3 == 0) detector.HeartBeat();
                if (!Looks(detector, TimeSpan.FromSeconds(looks[look]))) return false;
            }
            return true;
        });

    private SilenceDetector Heard()
    {
        var detector = new SilenceDetector(Patience, () => _now);
        detector.HeartBeat();
        return detector;
    }

    private bool Looks(SilenceDetector detector, TimeSpan later)
    {
        _now += later;
        return detector.IsAvailable;
    }
}
