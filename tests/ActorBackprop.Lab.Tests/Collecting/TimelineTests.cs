using ActorBackprop.Lab.Collecting;
using ActorBackprop.Runs.Files;

namespace ActorBackprop.Lab.Tests.Collecting;

/// <summary>Samples, seconds and speed of a run, by hand. Epochs of 100 samples and 10 steps.</summary>
public sealed class TimelineTests
{
    [Fact]
    public void A_run_has_the_sums_of_its_epochs_and_the_speed_after_the_first()
    {
        var timeline = Of(resumedFromStep: 0, Epoch(1, 100, 4), Epoch(2, 100, 1), Epoch(3, 100, 3));
        Assert.Equal([100, 200, 300], timeline.SamplesAt);
        Assert.Equal([4, 5, 8], timeline.SecondsAt);
        Assert.Equal(200 / 4.0, timeline.SamplesPerSecond!.Value, 1e-9);
        Assert.Equal([(1000L, 3000L), (2000, 6000), (3000, 9000)], timeline.BytesAt);
    }

    [Fact]
    public void In_virtual_time_no_epoch_is_left_out_of_the_speed()
    {
        var timeline = Timeline.Of([Epoch(1, 100, 4), Epoch(2, 300, 1)], Record(0), isSimulated: true);
        Assert.Equal(400 / 5.0, timeline.SamplesPerSecond!.Value, 1e-9);
    }

    [Fact]
    public void A_resumed_epoch_counts_completely_and_not_for_the_speed()
    {
        // Epoch 3 was resumed after 75 of its samples: 25 were timed, in the new process's warm-up.
        var timeline = Of(resumedFromStep: 27, Epoch(1, 100, 4), Epoch(2, 100, 2), Epoch(3, 100, 1, timed: 25), Epoch(4, 100, 2));
        Assert.Equal([100, 200, 300, 400], timeline.SamplesAt);
        Assert.Equal([4, 6, 10, 12], timeline.SecondsAt); // 1 s for a quarter, so 4 s
        Assert.Equal(200 / 4.0, timeline.SamplesPerSecond!.Value, 1e-9); // of epochs 2 and 4
        Assert.Equal((3000L, 9000L), timeline.BytesAt[2]);
    }

    [Fact]
    public void An_epoch_of_a_killed_process_counts_at_the_speed_of_the_others()
    {
        var timeline = Of(resumedFromStep: 30, Epoch(1, 100, 4), Epoch(2, 100, 2), Epoch(3, 100, 0, timed: 0));
        Assert.Equal([4, 6, 8], timeline.SecondsAt);
    }

    [Fact]
    public void Files_of_earlier_versions_lack_the_samples_of_an_epoch()
    {
        EpochMetrics Old(int number, double seconds, long timed) => Epoch(number, 100, seconds, timed) with { Samples = null };
        Assert.Equal([7, 107, 157], Of(resumedFromStep: 0, Old(1, 1, 7), Old(2, 1, 100), Old(3, 1, 50)).SamplesAt); // epochs that overlap
        Assert.Equal([100, 200, 300], Of(resumedFromStep: 15, Old(1, 1, 100), Old(2, 1, 50), Old(3, 1, 100)).SamplesAt);
    }

    [Fact]
    public void Without_epochs_the_speed_is_that_of_the_record() => Assert.Equal(50, Timeline.Of([], Record(0) with
    {
        Seconds = 4,
        Samples = 200,
    }, isSimulated: true).SamplesPerSecond);

    private static Timeline Of(long resumedFromStep, params EpochMetrics[] epochs) =>
        Timeline.Of(epochs, Record(resumedFromStep), isSimulated: false);

    private static RunRecord Record(long resumedFromStep) => new()
    {
        Argv = [],
        Seed = 1,
        ResumedFromStep = resumedFromStep,
        Started = new DateTimeOffset(2026, 12, 1, 0, 0, 0, TimeSpan.Zero),
    };

    private static EpochMetrics Epoch(int number, long samples, double seconds, long? timed = null) => new()
    {
        Epoch = number,
        Step = 10 * number,
        Cost = 1,
        TrainingAccuracy = 0.5,
        TestCorrect = 5,
        TestCount = 10,
        Samples = samples,
        SamplesPerSecond = seconds > 0 ? (timed ?? samples) / seconds : 0,
        Seconds = seconds,
        BytesUpwards = 10 * (timed ?? samples),
        BytesDownwards = 30 * (timed ?? samples),
        WeightsSha256 = "",
    };
}
