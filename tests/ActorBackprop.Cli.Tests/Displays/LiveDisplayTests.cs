using ActorBackprop.Configuration;
using ActorBackprop.Runs;
using ActorBackprop.Runs.Training;
using ActorBackprop.Runs.Training.Processes;
using Spectre.Console;
using Spectre.Console.Testing;
using LiveDisplay = ActorBackprop.Cli.Displays.LiveDisplay;

namespace ActorBackprop.Cli.Tests.Displays;

public sealed class LiveDisplayTests : IDisposable
{
    private const int Width = 110;

    private readonly TestConsole _console = new TestConsole().Width(Width).Interactive().EmitAnsiSequences();

    [Fact]
    public void The_progress_line_shows_progress_cost_speed_and_time_left()
    {
        var screen = Screen(after: listener => listener.Progressed(SomeRun.Progress(steps: 13, seconds: 2)));
        var line = screen.Single(line => line.Contains('━'));
        Assert.Equal($"{new string('━', 7)}{new string('─', 17)} 33 %  epoch 2/4  cost 0.2500  650 samples/s  0:04 left  2 workers", line);
    }

    [Fact]
    public void The_trend_is_against_the_epoch_before()
    {
        var screen = Screen(after: listener =>
        {
            listener.EpochCompleted(SomeRun.Epoch(1)); // of cost 0.5
            listener.Progressed(SomeRun.Progress(steps: 13, seconds: 2));
        });
        Assert.Contains(screen, line => line.Contains("cost 0.2500 ↓", StringComparison.Ordinal));
    }

    [Fact]
    public void Lines_stand_above_the_moving_one_and_nothing_overlaps()
    {
        var screen = Screen(after: listener =>
        {
            listener.Progressed(SomeRun.Progress(steps: 9, seconds: 2));
            listener.EpochCompleted(SomeRun.Epoch(1));
            listener.Progressed(SomeRun.Progress(steps: 13, seconds: 2));
            listener.Remarked("Worker 1 was lost; its part is reassigned.");
            listener.EpochCompleted(SomeRun.Epoch(2));
        });
        Assert.Equal("64-12-10, 1,000 images, minibatch 100, 4 epochs, 2 workers, seed 1", screen[0]);
        Assert.Equal("Epoch 1: 401 / 500   cost 0.5000   12,346 samples/s", screen[1]);
        Assert.Equal("Worker 1 was lost; its part is reassigned.", screen[2]);
        Assert.Equal("Epoch 2: 402 / 500   cost 0.2500   12,346 samples/s", screen[3]);
        Assert.StartsWith("━", screen[4], StringComparison.Ordinal);
        Assert.Equal(5, screen.Length);
    }

    [Theory]
    [InlineData(80, false)]
    [InlineData(80, true)]
    [InlineData(60, true)]
    public void The_progress_line_fits_a_narrow_terminal_and_disappears(int width, bool simulated)
    {
        string[] screen = [];
        new LiveDisplay(_console.Width(width), new ManualClock()).Show(listener =>
        {
            listener.Started(simulated ? SomeRun.SimulatedStart() : SomeRun.Start);
            listener.Progressed(SomeRun.Progress(steps: 9, seconds: 0.001));
            listener.EpochCompleted(SomeRun.Epoch(1));
            screen = TerminalScreen.After(_console.Output, width);
            return SomeRun.Result();
        });
        Assert.Contains("Epoch 1: 401 / 500   cost 0.5000   12,346 samples/s", screen);
        Assert.StartsWith("━", screen[^1], StringComparison.Ordinal);
        Assert.EndsWith(simulated ? "left" : "workers", screen[^1], StringComparison.Ordinal);
        Assert.True(screen[^1].Length < width, screen[^1]);
    }

    /// <summary>Whatever size a terminal has or takes on, and however far a run is, a display never ends the run.</summary>
    [Theory]
    [InlineData(1), InlineData(2), InlineData(3), InlineData(7), InlineData(20), InlineData(300)]
    public void Resizing_the_terminal_does_not_end_a_run(int width)
    {
        foreach (var start in new[] { SomeRun.Start, SomeRun.SimulatedStart(), SomeRun.SimulatedStart(noGradient: true) })
        {
            var result = new LiveDisplay(_console.Width(width), new ManualClock()).Show(listener =>
            {
                listener.Started(start);
                listener.ProcessesChanged([new ProcessRow(1234, "working", [0, 1], 1, "shared")]);
                foreach (var steps in new long[] { 1, 13, 40, 41, 400 }) // the last ones are more than the run has
                {
                    listener.Progressed(SomeRun.Progress(steps, seconds: steps));
                    _console.Width(1 + (int)(steps * 7 % 130));
                    listener.EpochCompleted(SomeRun.Epoch(1));
                    listener.Remarked("A sentence that is longer than a narrow terminal is wide, and tells nothing.");
                }
                return SomeRun.Result();
            });
            Assert.Equal(ExitCode.Ok, result.ExitCode);
        }
    }

    [Fact]
    public void A_run_with_an_unrepresentable_time_left_is_shown()
    {
        var settings = SomeRun.Start.Settings with { Epochs = int.MaxValue };
        var endless = SomeRun.Start with { Settings = settings, Plan = settings.ToPlan(1000) };
        foreach (var start in new[] { endless, endless with { Simulation = SomeRun.SimulatedStart().Simulation } })
            new LiveDisplay(_console, new ManualClock()).Show(listener =>
            {
                listener.Started(start);
                listener.Progressed(SomeRun.Progress(steps: 1, seconds: 1e6));
                return SomeRun.Result();
            });
        var (_, left, _) = Cli.Displays.Sentences.Outlook(endless, SomeRun.Progress(steps: 1, seconds: 1e6), TimeSpan.FromSeconds(1e6));
        Assert.Null(left);
    }

    [Fact]
    public void At_the_end_the_moving_line_is_gone()
    {
        new LiveDisplay(_console, new ManualClock()).Show(listener =>
        {
            listener.Started(SomeRun.Start);
            listener.Progressed(SomeRun.Progress(steps: 13, seconds: 2));
            return SomeRun.Result();
        });
        var screen = TerminalScreen.After(_console.Output, Width);
        Assert.DoesNotContain(screen, line => line.Contains('━'));
        Assert.StartsWith("Done: 90.00 %", screen[1], StringComparison.Ordinal);
        Assert.Equal("Files in runs/some", screen[^1]);
    }

    [Fact]
    public void The_progress_line_of_a_simulated_run_updates_ten_times_a_second()
    {
        var (clock, lines) = (new ManualClock(), new List<string>());
        new LiveDisplay(_console, clock).Show(listener =>
        {
            listener.Started(SomeRun.SimulatedStart(noGradient: true));
            for (var step = 1; step <= 20; step++)
            {
                clock.Advance(TimeSpan.FromMilliseconds(25));
                listener.Progressed(SomeRun.Progress(step, seconds: step));
                lines.Add(TerminalScreen.After(_console.Output, Width)[^1]);
            }
            return SomeRun.SimulatedResult(noGradient: true);
        });
        Assert.Equal(5, lines.Distinct().Count());
        Assert.EndsWith("33 %  epoch 2/4  13.00 s virtual  100 samples/s  0:00 left  2 workers", lines[12], StringComparison.Ordinal);
    }

    [Fact]
    public void A_replay_shows_only_the_progress_line()
    {
        string[] meanwhile = [];
        new LiveDisplay(_console, new ManualClock(), onlyMoving: true).Show(listener =>
        {
            listener.Started(SomeRun.SimulatedStart());
            listener.EpochCompleted(SomeRun.Epoch(1));
            listener.Remarked("After epoch 1 …");
            listener.Progressed(SomeRun.Progress(steps: 13, seconds: 2));
            meanwhile = TerminalScreen.After(_console.Output, Width);
            return SomeRun.SimulatedResult();
        });
        Assert.StartsWith("━", Assert.Single(meanwhile), StringComparison.Ordinal);
        Assert.Empty(TerminalScreen.After(_console.Output, Width));
    }

    public void Dispose() => _console.Dispose();

    /// <summary>Returns what the terminal shows during the run.</summary>
    private string[] Screen(Action<IRunListener> after)
    {
        string[] screen = [];
        new LiveDisplay(_console, new ManualClock()).Show(listener =>
        {
            listener.Started(SomeRun.Start);
            after(listener);
            screen = TerminalScreen.After(_console.Output, Width);
            return SomeRun.Result();
        });
        return screen;
    }
}
