using System.Globalization;
using ActorBackprop.Cli.Displays;
using ActorBackprop.Learning.Data;
using ActorBackprop.Learning.Reference;
using ActorBackprop.Learning.Training;
using ActorBackprop.Configuration;
using ActorBackprop.Runs.Training;
using ActorBackprop.Runs;
using Spectre.Console;

namespace ActorBackprop.Cli.Commands;

/// <summary>
/// train --textbook: the reference network learns one minibatch at a time, slowly enough to watch, while the outputs for one
/// digit change. It leaves no files.
/// </summary>
internal sealed class Lesson
{
    private const int BarWidth = 40, LabelWidth = 13, Gap = 3;

    private readonly TrainingPlan _plan;
    private readonly Dataset _test;
    private readonly ReferenceTrainer _trainer;
    private readonly int _digit;

    /// <param name="settings">What to train.</param>
    /// <param name="digit">The test image to watch.</param>
    public Lesson(TrainingSettings settings, int digit)
    {
        var (plan, data) = TrainingRun.Prepare(settings);
        if (!ReferenceTrainer.IsPlain(plan))
            throw new RunException(ExitCode.Usage,
                "--textbook takes plain gradient steps: leave out --optimizer adam, --momentum, --weight-decay and --compression.");
        if (digit < 0 || digit >= data.Test.Count)
            throw new RunException(ExitCode.Usage, $"--digit: the test set has images 0 to {data.Test.Count - 1}, found {digit}.");
        (_plan, _test, _digit) = (plan, data.Test, digit);
        _trainer = new ReferenceTrainer(plan, data.Training);
    }

    /// <summary>Plays it.</summary>
    /// <param name="screen">Where to.</param>
    /// <param name="steps">Minibatches to show; null for the whole plan.</param>
    /// <param name="pause">Time between two of them.</param>
    /// <param name="clock">Measures it.</param>
    /// <param name="stop">Ends it.</param>
    public ExitCode Play(Screen screen, long? steps, TimeSpan pause, TimeProvider clock, CancellationToken stop)
    {
        screen.Line($"{_plan.Network}, minibatch {_plan.Minibatch}, η = {_plan.Optimizer.LearningRate.ToString(CultureInfo.InvariantCulture)}: "
            + $"the reference network learns, and test image {_digit}, a {_test.Label(_digit)}, is watched.");
        if (screen.Blocks)
            screen.Console.Live(new Text("")).Start(live => Each((cost, a, C) => live.UpdateTarget(Picture(screen, cost, a, C))));
        else
            Each((cost, a, C) => screen.Line(Sentence(cost, C) + "   outputs " + string.Join(' ', a.Select(Number))));
        if (!stop.IsCancellationRequested) return ExitCode.Ok;
        screen.Line($"Stopped after step {_trainer.Steps:N0}.");
        return ExitCode.Interrupted;

        void Each(Action<double?, double[], double> show)
        {
            Show(null, show);
            while (!_trainer.IsCompleted && !(_trainer.Steps >= steps) && Wait(pause, clock, stop)) Show(_trainer.Step(), show);
        }
    }

    private void Show(double? cost, Action<double?, double[], double> show)
    {
        var (x, y) = _test.Sample(_digit);
        var a = _trainer.Network.Forward(x).A[^1];
        show(cost, a, _trainer.Network.Cost(a, y));
    }

    /// <summary>Whether the pause was long enough: false when it was ended.</summary>
    private static bool Wait(TimeSpan pause, TimeProvider clock, CancellationToken stop)
    {
        try
        {
            Task.Delay(pause, clock, stop).GetAwaiter().GetResult();
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    /// <summary>The digit above its outputs; beside them where the terminal is too low for that.</summary>
    private Rows Picture(Screen screen, double? cost, double[] a, double C)
    {
        var (digit, profile) = (DigitDrawing.Draw(_test, _digit, screen), screen.Console.Profile);
        var isHighEnough = (_test.Rows + 1) / 2 + a.Length + 3 <= profile.Height;
        var widest = isHighEnough ? BarWidth : Math.Clamp(profile.Width - _test.Columns - Gap - LabelWidth, 0, BarWidth);
        var bars = a.Select((value, j) => new Text(
            $"{j,3}  {Number(value)}  {new string('█', (int)Math.Round(Math.Clamp(value, 0, 1) * widest))}",
            j == _test.Label(_digit) ? new Style(Color.Green, decoration: Decoration.Bold) : Style.Plain));
        var sentence = new Text(Sentence(cost, C));
        if (isHighEnough) return new Rows([digit, new Text(""), .. bars, new Text(""), sentence]);
        var beside = new Grid();
        foreach (var gap in new[] { Gap, 0 }) beside.AddColumn(new GridColumn().NoWrap().PadLeft(0).PadRight(gap));
        return new Rows([beside.AddRow(digit, new Rows(bars)), new Text(""), sentence]);
    }

    private string Sentence(double? minibatch, double C) => minibatch is { } cost
        ? $"Step {_trainer.Steps:N0}: cost of the minibatch {Number(cost)}, of the digit {Number(C)}"
        : $"Before the first step: cost of the digit {Number(C)}";

    private static string Number(double value) => value.ToString("0.0000", CultureInfo.InvariantCulture);
}
