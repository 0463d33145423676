using System.CommandLine;
using System.Globalization;
using ActorBackprop.Cli.Displays;
using ActorBackprop.Configuration;
using ActorBackprop.Learning.Data;
using ActorBackprop.Learning.Reference;
using ActorBackprop.Learning.Training;
using ActorBackprop.Runs;
using ActorBackprop.Runs.Training;
using Spectre.Console;

namespace ActorBackprop.Cli.Commands;

/// <summary>
/// train --textbook: trains the reference network one minibatch at a time, slowly enough to watch, and shows how the outputs for one
/// digit change. It writes no files.
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
            throw Usage.Error("--textbook takes plain gradient steps: leave out --optimizer adam, --momentum, --weight-decay and --compression.");
        if (digit < 0 || digit >= data.Test.Count)
            throw Usage.Error($"--digit: expected 0 to {data.Test.Count - 1}, found {digit}.");
        (_plan, _test, _digit) = (plan, data.Test, digit);
        _trainer = new ReferenceTrainer(plan, data.Training);
    }

    /// <summary>Trains and shows every step.</summary>
    /// <param name="screen">Where to write.</param>
    /// <param name="steps">Minibatches to show; null for the whole plan.</param>
    /// <param name="pause">Time between two minibatches.</param>
    /// <param name="clock">Measures the pauses.</param>
    /// <param name="stop">Stops the lesson.</param>
    public ExitCode Play(Screen screen, long? steps, TimeSpan pause, TimeProvider clock, CancellationToken stop)
    {
        screen.Line($"{_plan.Network}, minibatch {_plan.Minibatch}, η = {_plan.Optimizer.LearningRate.ToString(CultureInfo.InvariantCulture)}: "
            + $"the reference network learns; outputs for test image {_digit}, a {_test.Label(_digit)}.");
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

    /// <summary>Waits for a pause; returns false where the lesson was stopped meanwhile.</summary>
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

    /// <summary>Returns the digit above its outputs, or beside them on a low terminal.</summary>
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

/// <summary>The options of train --textbook.</summary>
internal sealed class LessonOptions
{
    private readonly Option<bool> _textbook = Flags.Switch("--textbook",
        "Classroom pace: trains the reference network minibatch by minibatch and shows how the outputs for one digit change");

    private readonly Option<int> _digit = Flags.Number("--digit", "INDEX", "With --textbook: the test image to show; image 1 is a 2", 1);
    private readonly Option<double> _pause = Flags.Number("--pause", "SECONDS", "With --textbook: seconds between minibatches", 0.3);

    private readonly Option<long?> _steps = new("--steps")
    {
        Description = "With --textbook: minibatches to show [default: all]",
        HelpName = "STEPS",
    };

    private readonly IReadOnlyList<Option> _excluded;

    /// <summary>Adds them to a command.</summary>
    /// <param name="command">The command.</param>
    /// <param name="excluded">Options of the command that a lesson does not support.</param>
    public LessonOptions(Command command, params IReadOnlyList<Option> excluded)
    {
        command.Add(_textbook, _digit, _pause, _steps);
        _excluded = excluded;
    }

    /// <summary>Returns whether the command line asks for a lesson.</summary>
    /// <exception cref="RunException">An option is given that does not go with that.</exception>
    public bool AreGiven(ParseResult parsed)
    {
        var isLesson = parsed.GetValue(_textbook);
        var wrong = (isLesson ? _excluded : [_digit, _pause, _steps]).FirstOrDefault(parsed.Has);
        if (wrong is null) return isLesson;
        throw Usage.Error(isLesson
            ? $"--textbook and {wrong.Name} exclude each other: a lesson writes no files."
            : $"{wrong.Name} requires --textbook.");
    }

    /// <summary>Gives the lesson; returns the exit code.</summary>
    public int Play(ParseResult parsed, TrainingSettings settings)
    {
        var (pause, steps) = (parsed.GetValue(_pause), parsed.GetValue(_steps));
        if (pause is not (>= 0 and <= 60)) throw Usage.Error($"--pause: expected 0 to 60 seconds, found {pause}.");
        if (steps < 0) throw Usage.Error($"--steps: expected a whole number of 0 or more, found {steps}.");
        var lesson = new Lesson(settings, parsed.GetValue(_digit));
        using var signals = new StopSignals(); // not while the images are read: until then a signal ends the program at once
        var end = lesson.Play(Screen.Create(), steps, TimeSpan.FromSeconds(pause), TimeProvider.System, signals.Token);
        return (int)(end == ExitCode.Interrupted ? signals.Code : end);
    }
}
