using System.CommandLine;
using ActorBackprop.Cli.Displays;
using ActorBackprop.Runs.Configuration;
using ActorBackprop.Runs.Training;

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
        Description = "With --textbook: the test image to watch [default: 1, a 2]",
        HelpName = "INDEX",
        DefaultValueFactory = _ => 1,
    };

    private readonly Option<double> _pause = new("--pause")
    {
        Description = "With --textbook: seconds from one minibatch to the next [default: 0.3]",
        HelpName = "SECONDS",
        DefaultValueFactory = _ => 0.3,
    };

    private readonly Option<long?> _steps = new("--steps")
    {
        Description = "With --textbook: minibatches to show [default: all]",
        HelpName = "STEPS",
    };

    /// <summary>Adds them to a command.</summary>
    public LessonOptions(Command command)
    {
        foreach (var option in new Option[] { _textbook, _digit, _pause, _steps }) command.Options.Add(option);
    }

    /// <summary>Whether a lesson is wanted.</summary>
    public bool AreGiven(ParseResult parsed) => parsed.GetValue(_textbook);

    /// <summary>Gives the lesson.</summary>
    public int Play(ParseResult parsed, TrainingSettings settings)
    {
        var pause = parsed.GetValue(_pause);
        if (pause is not (>= 0 and <= 60)) throw new RunException(ExitCode.Usage, $"--pause: expected 0 to 60 seconds, found {pause}.");
        using var signals = new StopSignals();
        var end = new Lesson(settings, parsed.GetValue(_digit))
            .Play(Screen.Create(), parsed.GetValue(_steps), TimeSpan.FromSeconds(pause), signals.Token);
        return (int)(end == ExitCode.Interrupted ? signals.Code : end);
    }
}
