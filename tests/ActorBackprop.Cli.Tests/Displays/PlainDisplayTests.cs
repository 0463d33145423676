using ActorBackprop.Cli.Displays;

namespace ActorBackprop.Cli.Tests.Displays;

public sealed class PlainDisplayTests : IDisposable
{
    private readonly StringWriter _output = new() { NewLine = "\n" };

    private readonly ManualClock _clock = new();

    [Fact]
    public void Plain_output_is_one_line_per_epoch_and_one_every_ten_seconds()
    {
        Show(quiet: false);
        Assert.Equal(
            [
                "64-12-10, 1,000 images, minibatch 100, 4 epochs, 2 workers, seed 1",
                "25 %   step 10   100 samples/s   0:30 left",
                "50 %   step 20   100 samples/s   0:20 left",
                "Epoch 1: 401 / 500   cost 0.5000   12,346 samples/s",
                "Done: 90.00 % of 500 test images right (best 95.00 %), 2.0 s, 2,000 samples/s.",
                "Workers' time: 70 % compute, 10 % wire, 20 % wait.",
                "Gradients refused: 3 late.",
                $"Weights {new string('b', 64)}",
                "Files in runs/some",
            ],
            _output.ToString().TrimEnd('\n').Split('\n'));
    }

    [Fact]
    public void Quietly_it_is_the_result_alone()
    {
        Show(quiet: true);
        Assert.Equal("Done: 90.00 % of 500 test images right (best 95.00 %), 2.0 s, 2,000 samples/s.\n", _output.ToString());
    }

    [Fact]
    public void A_simulated_run_prints_progress_every_ten_real_seconds()
    {
        new PlainDisplay(_output, quiet: false, _clock).Show(listener =>
        {
            listener.Started(SomeRun.SimulatedStart());
            for (var steps = 1; steps <= 20; steps++)
            {
                _clock.Advance(TimeSpan.FromSeconds(1));
                listener.Progressed(SomeRun.Progress(steps, seconds: 100 * steps));
            }
            return SomeRun.SimulatedResult();
        });
        Assert.Equal(
            [
                "25 %   step 10   1,000.00 s of virtual time   1 samples/s   0:30 left",
                "50 %   step 20   2,000.00 s of virtual time   1 samples/s   0:20 left",
            ],
            _output.ToString().Split('\n').Where(line => line.Contains("step ", StringComparison.Ordinal) && line.EndsWith("left", StringComparison.Ordinal)));
    }

    public void Dispose() => _output.Dispose();

    private void Show(bool quiet) => new PlainDisplay(_output, quiet, _clock).Show(listener =>
    {
        listener.Started(SomeRun.Start);
        for (var steps = 1; steps <= 21; steps++)
        {
            _clock.Advance(TimeSpan.FromSeconds(1));
            listener.Progressed(SomeRun.Progress(steps, seconds: steps));
        }
        listener.EpochCompleted(SomeRun.Epoch(1));
        return SomeRun.Result();
    });
}
