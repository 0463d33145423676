using System.CommandLine;
using System.Globalization;
using ActorBackprop.Cli.Displays;
using ActorBackprop.Cli.Watching;
using ActorBackprop.Runs.Training;
using ActorBackprop.Runs;
using ActorBackprop.Simulation.Play;

namespace ActorBackprop.Cli.Commands;

/// <summary>The options for looking on while a simulation is played.</summary>
internal sealed class WatchOptions
{
    private const string Max = "max";

    private readonly Option<bool> _watch = new("--watch")
    {
        Description = "Play it in the terminal: watch, pause, step, kill workers; ? shows the keys",
    };

    private readonly Option<string> _speed = new("--speed")
    {
        Description = "With --watch: virtual seconds a second, or max [default: a step in 4 seconds]",
        HelpName = "FACTOR",
    };

    /// <summary>Adds them to a command.</summary>
    public WatchOptions(Command command)
    {
        command.Options.Add(_watch);
        command.Options.Add(_speed);
    }

    /// <summary>The display that plays the game; null if nobody wants to watch.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="isForPrograms">Whether the output is not for people.</param>
    /// <exception cref="RunException">What is asked for does not go together, or there is no terminal.</exception>
    public WatchDisplay? Display(ParseResult parsed, bool isForPrograms)
    {
        var speed = SpeedOf(parsed.GetValue(_speed));
        if (!parsed.GetValue(_watch))
            return parsed.GetValue(_speed) is null
                ? null
                : throw new RunException(ExitCode.Usage, "--speed goes with --watch only.");
        if (isForPrograms) throw new RunException(ExitCode.Usage, "--watch excludes --json and --quiet: it is for people.");
        if (Console.IsOutputRedirected || Console.IsInputRedirected)
            throw new RunException(ExitCode.Usage, "--watch: expected a terminal, found a file or a pipe; leave it out.");
        return new WatchDisplay(Screen.Create(), TimeProvider.System, NextKey) { Speed = speed };
    }

    private static ConsoleKeyInfo? NextKey()
    {
        try
        {
            return Console.KeyAvailable ? Console.ReadKey(intercept: true) : null;
        }
        catch (IOException)
        {
            return null; // the terminal was closed, of which a signal tells as well
        }
    }

    /// <summary>Virtual seconds a second, infinite for max; null where none is given.</summary>
    private static double? SpeedOf(string? text)
    {
        if (text is null) return null;
        if (text == Max) return double.PositiveInfinity;
        return double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var speed)
            && speed is >= GameLoop.MinSpeed and <= GameLoop.MaxSpeed
            ? speed
            : throw new RunException(ExitCode.Usage,
                $"--speed: expected a number from {GameLoop.MinSpeed:0.######} to {GameLoop.MaxSpeed} or {Max}, found {text}.");
    }
}
