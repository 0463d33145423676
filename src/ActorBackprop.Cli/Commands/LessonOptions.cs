using System.CommandLine;
using ActorBackprop.Cli.Displays;
using ActorBackprop.Configuration;
using ActorBackprop.Runs.Training;
using ActorBackprop.Runs;

namespace ActorBackprop.Cli.Commands;

/// <summary>The options of train --textbook.</summary>
internal sealed class LessonOptions
{
    private readonly Option<bool> _textbook = new("--textbook")
    {
        Description = "The classroom pace: the reference network, one minibatch at a time, and one digit's outputs as they change",
    };

    private readonly Option<int> _digit = new("--digit")
    {
        Description = "With --textbook: the test image to watch; 1 is a 2",
        HelpName = "INDEX",
        DefaultValueFactory = _ => 1,
    };

    private readonly Option<double> _pause = new("--pause")
    {
        Description = "With --textbook: seconds from one minibatch to the next",
        HelpName = "SECONDS",
        DefaultValueFactory = _ => 0.3,
    };

    private readonly Option<long?> _steps = new("--steps")
    {
        Description = "With --textbook: minibatches to show [default: all]",
        HelpName = "STEPS",
    };

    private readonly IReadOnlyList<Option> _excluded;

    /// <summary>Adds them to a command.</summary>
    /// <param name="command">The command.</param>
    /// <param name="excluded">Its options that a lesson can do nothing with.</param>
    public LessonOptions(Command command, params IReadOnlyList<Option> excluded)
    {
        foreach (var option in new Option[] { _textbook, _digit, _pause, _steps }) command.Options.Add(option);
        _excluded = excluded;
    }

    /// <summary>Whether a lesson is wanted.</summary>
    /// <exception cref="RunException">An option is given that does not go with that.</exception>
    public bool AreGiven(ParseResult parsed)
    {
        var textbook = parsed.GetValue(_textbook);
        var wrong = (textbook ? _excluded : [_digit, _pause, _steps]).FirstOrDefault(option => parsed.GetResult(option) is { Implicit: false });
        if (wrong is null) return textbook;
        throw new RunException(ExitCode.Usage, textbook
            ? $"--textbook and {wrong.Name} exclude each other: a lesson is there to be watched, and leaves no files."
            : $"{wrong.Name} goes with --textbook only.");
    }

    /// <summary>Gives the lesson.</summary>
    public int Play(ParseResult parsed, TrainingSettings settings)
    {
        var pause = parsed.GetValue(_pause);
        if (pause is not (>= 0 and <= 60)) throw new RunException(ExitCode.Usage, $"--pause: expected 0 to 60 seconds, found {pause}.");
        var steps = parsed.GetValue(_steps);
        if (steps < 0) throw new RunException(ExitCode.Usage, $"--steps: expected a whole number of 0 or more, found {steps}.");
        var lesson = new Lesson(settings, parsed.GetValue(_digit));
        using var signals = new StopSignals(); // only now: while the images are read a signal ends the program as it ends any other
        var end = lesson.Play(Screen.Create(), steps, TimeSpan.FromSeconds(pause), TimeProvider.System, signals.Token);
        return (int)(end == ExitCode.Interrupted ? signals.Code : end);
    }
}
