using ActorBackprop.Actors.Messages;
using ActorBackprop.Cli.Displays;
using ActorBackprop.Configuration;
using ActorBackprop.Runs.Training.Processes;

namespace ActorBackprop.Cli.Tests.Displays;

public sealed class SentencesTests
{
    [Fact]
    public void The_outlook_is_what_is_left_at_the_rate_so_far()
    {
        var (done, left, rate) = Sentences.Outlook(SomeRun.Start, SomeRun.Progress(steps: 13, seconds: 2), TimeSpan.Zero);
        Assert.Equal(1300 / 4000.0, done);
        Assert.Equal(650, rate);
        Assert.Equal(2700 / 650.0, left!.Value.TotalSeconds, 1e-6);
    }

    [Fact]
    public void At_the_end_of_an_epoch_all_of_it_is_done() =>
        Assert.Equal(0.5, Sentences.Outlook(SomeRun.Start, SomeRun.Progress(steps: 20, seconds: 2), TimeSpan.Zero).Done);

    [Fact]
    public void After_a_resume_the_rate_is_that_of_this_process_alone()
    {
        var (done, left, rate) = Sentences.Outlook(SomeRun.Start, SomeRun.Progress(steps: 30, seconds: 2, samplesHere: 500), TimeSpan.Zero);
        Assert.Equal((0.75, 250), (done, rate));
        Assert.Equal(TimeSpan.FromSeconds(4), left);
    }

    [Fact]
    public void Before_time_has_passed_nothing_is_said_of_what_is_left() =>
        Assert.Null(Sentences.Outlook(SomeRun.Start, SomeRun.Progress(steps: 1, seconds: 0), TimeSpan.Zero).Left);

    [Theory]
    [InlineData(7, "0:07 left")]
    [InlineData(754, "12:34 left")]
    [InlineData(3600, "1:00:00 left")]
    [InlineData(100 * 3600 + 61, "100:01:01 left")]
    public void Time_left_keeps_its_hours(int seconds, string expected) =>
        Assert.Equal(expected, Sentences.Left(TimeSpan.FromSeconds(seconds)));

    [Theory]
    [InlineData(0.25, "0.2500")]
    [InlineData(2.5, "2.5000")]
    [InlineData(12345, "1.23E+04")]
    [InlineData(0.00012345, "0.000123")]
    public void A_cost_has_the_digits_that_matter(double cost, string expected) => Assert.Equal(expected, Sentences.Number(cost));

    [Theory]
    [InlineData(TrainingEnd.Completed, "", "Done: 90.00 % of 500 test images right (best 95.00 %), 2.0 s, 2,000 samples/s.")]
    [InlineData(TrainingEnd.Stopped, "", "Stopped after step 40: 90.00 % of 500 test images right (best 95.00 %). "
        + "Resume it with: actorbackprop train --resume runs/some")]
    [InlineData(TrainingEnd.Diverged, "the gradient of step 4 is not finite",
        "Diverged: the gradient of step 4 is not finite. The steps are too large: use a lower --learning-rate.")]
    [InlineData(TrainingEnd.StoreFailed, "Cannot write x.", "Ended after step 40: Cannot write x.")]
    public void The_ending_is_one_sentence_and_what_to_do(TrainingEnd end, string why, string expected) =>
        Assert.Equal(expected, Sentences.Ending(SomeRun.Result(end, why)));

    [Fact]
    public void The_sentence_on_compression_states_bytes_and_a_remedy()
    {
        var result = SomeRun.Result();
        Assert.DoesNotContain(Sentences.Of(result), line => line.Contains("upwards", StringComparison.Ordinal));

        var settings = result.Start.Settings with { Compression = CompressorKind.TopK };
        var start = result.Start with { Settings = settings, Plan = settings.ToPlan(1000) };
        Assert.Contains("Gradients upwards: 987.7 MB, compressed by top-k. Each of a minibatch's 10 microbatches is compressed separately: "
            + "--microbatch 50 would make one per worker and send 5 times fewer bytes.", Sentences.Of(result with { Start = start }));

        settings = settings with { Microbatch = 50, Compression = CompressorKind.OneBit };
        start = start with { Settings = settings, Plan = settings.ToPlan(1000) };
        var lost = result with { Start = start, Cluster = new ClusterResult(2, 1) { ResidualsLost = 3 } };
        Assert.Contains("Gradients upwards: 987.7 MB, compressed by 1-bit. 3 residuals were lost with their processes.", Sentences.Of(lost));
        Assert.DoesNotContain(Sentences.Of(lost with { Start = start with { Sequential = true } }), line => line.Contains("upwards", StringComparison.Ordinal));
    }

    [Fact]
    public void The_first_line_of_a_simulated_run_names_its_level_and_virtual_time()
    {
        Assert.Equal("A level, in virtual time: 64-12-10, 1,000 images, minibatch 100, 4 epochs, 2 workers, seed 1", Sentences.Of(SomeRun.SimulatedStart()));
        Assert.EndsWith("seed 1, the protocol alone", Sentences.Of(SomeRun.SimulatedStart(noGradient: true)), StringComparison.Ordinal);
    }

    [Fact]
    public void The_progress_of_a_simulated_run_shows_real_time()
    {
        var (done, left, rate) = Sentences.Outlook(SomeRun.SimulatedStart(), SomeRun.Progress(steps: 10, seconds: 2), TimeSpan.FromSeconds(60));
        Assert.Equal((0.25, TimeSpan.FromSeconds(180), 500), (done, left, rate));
        (done, left, _) = Sentences.Outlook(
            SomeRun.SimulatedStart(TimeSpan.FromSeconds(4)), SomeRun.Progress(steps: 10, seconds: 2), TimeSpan.FromSeconds(60));
        Assert.Equal((0.5, TimeSpan.FromSeconds(60)), (done, left)); // it ends at 4 s of virtual time, of which 2 have passed
    }

    [Theory]
    [InlineData(TrainingEnd.Completed, false, false,
        "Done: 90.00 % of 500 test images right (best 95.00 %), 2.00 s of virtual time (not validated), 2,000 samples/s.")]
    [InlineData(TrainingEnd.Completed, false, true, "Done: 90.00 % of 500 test images right (best 95.00 %), 2.00 s of virtual time, 2,000 samples/s.")]
    [InlineData(TrainingEnd.Completed, true, false, "Done: the protocol alone, 40 steps, 2.00 s of virtual time (not validated), 2,000 samples/s.")]
    [InlineData(TrainingEnd.Stopped, false, false, "Stopped at 30.25 s of virtual time (not validated), after step 40: "
        + "90.00 % of 500 test images right (best 95.00 %). Replay it with: actorbackprop replay runs/some")]
    public void A_simulated_run_ends_with_whether_its_time_is_validated(TrainingEnd end, bool noGradient, bool isValidated, string expected) =>
        Assert.Equal(expected, Sentences.Ending(SomeRun.SimulatedResult(end, noGradient, isValidated)));

    [Fact]
    public void The_last_lines_of_a_simulated_run_state_its_events_and_validity() => Assert.Equal(
        [
            "Simulated 30.25 s of virtual time in 4.0 s: 123,456 events, 30,864 events/s.",
            "Faults: 1,234 loss, 5 crash.",
            "Simulated somehow.",
            $"Events {new string('e', 64)}",
            $"Weights {new string('b', 64)}",
            "Files in runs/some",
        ],
        Sentences.Of(SomeRun.SimulatedResult()).TakeLast(6));

    [Fact]
    public void A_run_without_gradients_prints_no_weights() =>
        Assert.DoesNotContain(Sentences.Of(SomeRun.SimulatedResult(noGradient: true)), line => line.StartsWith("Weights", StringComparison.Ordinal));

    [Theory]
    [InlineData(12.345, "12.35 s")]
    [InlineData(0.1, "0.10 s")]
    [InlineData(0.0123, "12.30 ms")]
    public void A_virtual_time_has_two_digits_behind_the_point(double seconds, string expected) =>
        Assert.Equal(expected, Sentences.Seconds(TimeSpan.FromSeconds(seconds)));
}
