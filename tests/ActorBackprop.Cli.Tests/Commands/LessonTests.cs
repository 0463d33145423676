using System.Globalization;
using System.Text.RegularExpressions;
using ActorBackprop.Cli.Commands;
using ActorBackprop.Cli.Displays;
using ActorBackprop.Cli.Tests.Displays;
using ActorBackprop.Configuration;
using ActorBackprop.Learning.Data;
using ActorBackprop.Learning.Networks;
using ActorBackprop.Learning.Reference;
using ActorBackprop.Learning.Training;
using ActorBackprop.Runs;
using ActorBackprop.Runs.Training;
using ActorBackprop.Testing;
using Spectre.Console.Testing;

namespace ActorBackprop.Cli.Tests.Commands;

public sealed partial class LessonTests(SmallDigits digits) : IClassFixture<SmallDigits>
{
    private const int Digit = 7, Steps = 4, Width = 120;
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(0.3);

    private TrainingSettings Settings => new() { Data = digits.Data, Layers = [64, 12, 10], Minibatch = 20, LearningRate = 3 };

    [Fact]
    public void Each_line_has_the_outputs_and_costs_of_the_reference_network()
    {
        var lines = Lines(Steps);
        Assert.Equal($"64-12-10, minibatch 20, η = 3: the reference network learns; outputs for test image {Digit}, a {Digit}.", lines[0]);
        Assert.Equal(Steps + 2, lines.Length);
        var expected = Expected().ToList();
        for (var step = 0; step <= Steps; step++)
        {
            var (line, (outputs, cost, minibatch)) = (lines[step + 1], expected[step]);
            Assert.StartsWith(step == 0 ? "Before the first step: " : $"Step {step}: ", line, StringComparison.Ordinal);
            var numbers = Numbers().Matches(line).Select(match => double.Parse(match.Value, CultureInfo.InvariantCulture)).ToArray();
            AssertNear(step == 0 ? [cost, .. outputs] : [minibatch, cost, .. outputs], numbers);
            if (step > 0) Assert.NotEqual(lines[step].Split("outputs")[1], line.Split("outputs")[1]);
        }
    }

    [Fact]
    public void Output_into_a_pipe_is_plain_lines()
    {
        var text = string.Concat(Lines(Steps));
        Assert.DoesNotContain('\e', text);
        Assert.DoesNotContain('\r', text);
        Assert.DoesNotContain('█', text);
    }

    [Fact]
    public void A_terminal_shows_the_digit_and_moving_bars()
    {
        using var console = new TestConsole().Width(Width).Interactive().EmitAnsiSequences();
        var screen = new Screen(console, Blocks: true, Greys: false);
        var frames = new List<string[]>();
        void Look(TimeSpan _) => frames.Add(TerminalScreen.After(console.Output, Width)[1..]); // behind the first sentence
        Play(screen, Steps, new LessonClock(Look));
        Look(default);

        var drawing = new TestConsole().Width(Width);
        drawing.Write(DigitDrawing.Draw(Data.Test, Digit, screen));
        var (height, expected) = (Data.Test.Rows / 2, Expected().ToList());
        Assert.Equal(Steps + 1, frames.Count);
        for (var step = 0; step <= Steps; step++)
        {
            Assert.Equal(drawing.Lines.Select(line => line.TrimEnd()), frames[step][..height]);
            var bars = frames[step].Skip(height + 1).Take(10).Select(line => Bar().Match(line)).ToList();
            Assert.Equal(Enumerable.Range(0, 10), bars.Select(bar => int.Parse(bar.Groups["class"].Value, CultureInfo.InvariantCulture)));
            var numbers = bars.Select(bar => double.Parse(bar.Groups["output"].Value, CultureInfo.InvariantCulture)).ToArray();
            AssertNear(expected[step].Outputs, numbers);
            Assert.All(bars.Zip(numbers), bar => Assert.InRange(bar.First.Groups["bar"].Length, 40 * bar.Second - 0.51, 40 * bar.Second + 0.51));
            Assert.StartsWith(step == 0 ? "Before the first step: " : $"Step {step}: ", frames[step][^1], StringComparison.Ordinal);
            if (step > 0) Assert.NotEqual(frames[step - 1][height..], frames[step][height..]);
        }
    }

    [Fact]
    public void A_low_terminal_shows_the_outputs_beside_the_digit()
    {
        var rows = Data.Test.Rows / 2 + 10; // the digit and its outputs, but not the sentence
        using var console = new TestConsole().Width(Width).Interactive().EmitAnsiSequences();
        console.Profile.Height = rows;
        Play(new Screen(console, Blocks: true, Greys: false), Steps, new LessonClock(static _ => { }));
        var lines = TerminalScreen.After(console.Output, Width)[1..]; // behind the first sentence
        Assert.InRange(lines.Length, 12, rows);
        var classes = lines[..10].Select(line => Beside().Match(line).Groups["class"].Value);
        Assert.Equal(Enumerable.Range(0, 10).Select(j => $"{j}"), classes);
        Assert.StartsWith($"Step {Steps}: ", lines[^1], StringComparison.Ordinal);
    }

    [Fact]
    public void The_lesson_pauses_between_minibatches()
    {
        using var writer = new StringWriter();
        var linesAt = new List<int>();
        var code = Play(Plain(writer), Steps, new LessonClock(pause =>
        {
            Assert.Equal(Pause, pause);
            linesAt.Add(LinesOf(writer).Length);
        }));
        Assert.Equal([2, 3, 4, 5], linesAt); // a frame before each, and the title before all
        Assert.Equal(ExitCode.Ok, code);
    }

    [Fact]
    public void Stopping_during_a_pause_ends_the_lesson()
    {
        using var writer = new StringWriter();
        using var stop = new CancellationTokenSource();
        var clock = new LessonClock(_ => stop.Cancel(), isOver: false);
        var code = new Lesson(Settings, Digit).Play(Plain(writer), Steps, Pause, clock, stop.Token);
        Assert.Equal(ExitCode.Interrupted, code);
        Assert.Equal((3, "Stopped after step 0."), (LinesOf(writer).Length, LinesOf(writer)[^1]));
    }

    [Fact]
    public void Without_a_number_of_steps_the_lesson_runs_the_whole_plan()
    {
        using var writer = new StringWriter();
        var settings = Settings with { Epochs = 2 };
        var code = new Lesson(settings, Digit).Play(Plain(writer), null, TimeSpan.Zero, TimeProvider.System, CancellationToken.None);
        Assert.Equal((ExitCode.Ok, 2 + 2 * SmallDigits.TrainedOn / 20), (code, LinesOf(writer).Length));
    }

    private DataSets Data => TrainingRun.Prepare(Settings).Data;

    /// <summary>
    /// By the training that is to be shown, in single precision: its parameters after each step, through the reference network.
    /// </summary>
    private IEnumerable<(double[] Outputs, double Cost, double Minibatch)> Expected()
    {
        var (plan, data) = TrainingRun.Prepare(Settings);
        var training = new SequentialTrainer(plan, data.Training.Slice(0, plan.Samples));
        var (x, before) = (Array.ConvertAll(data.Test.Pixels(Digit).ToArray(), pixel => pixel / 255.0), 0.0);
        for (var step = 0; step <= Steps; step++)
        {
            if (step > 0) Assert.True(training.TryStep());
            var canonical = CanonicalOrder.FromMemory(plan.Network, training.State.Parameters.Span);
            var a = ReferenceNetwork.FromCanonical(plan.Network, canonical).Forward(x).A[^1];
            var errors = a.Select((value, j) => j == data.Test.Label(Digit) ? value - 1 : value);
            yield return (a, errors.Sum(error => error * error), (training.State.Epoch.Cost - before) / plan.Minibatch);
            before = training.State.Epoch.Cost;
        }
    }

    private string[] Lines(int steps)
    {
        using var writer = new StringWriter();
        Play(Plain(writer), steps, new LessonClock(static _ => { }));
        return LinesOf(writer);
    }

    private ExitCode Play(Screen screen, int steps, TimeProvider clock) =>
        new Lesson(Settings, Digit).Play(screen, steps, Pause, clock, CancellationToken.None);

    private static Screen Plain(TextWriter writer) => Screen.Create(writer, redirected: true, noColor: null, ascii: false);

    private static string[] LinesOf(StringWriter writer) => writer.ToString().ReplaceLineEndings("\n").TrimEnd('\n').Split('\n');

    /// <summary>To the four digits that are shown.</summary>
    private static void AssertNear(double[] expected, double[] found)
    {
        Assert.Equal(expected.Length, found.Length);
        Assert.All(expected.Zip(found), pair => Assert.InRange(pair.Second, pair.First - 1e-4, pair.First + 1e-4));
    }

    [GeneratedRegex(@"[0-9]+\.[0-9]{4}")]
    private static partial Regex Numbers();

    [GeneratedRegex("^.{8}    *(?<class>[0-9])  (?<output>[0-9.]+)")]
    private static partial Regex Beside();

    [GeneratedRegex("^ *(?<class>[0-9]+)  (?<output>[0-9.]+)  ?(?<bar>█*)$")]
    private static partial Regex Bar();
}
