using System.CommandLine;
using ActorBackprop.Cli.Displays;
using ActorBackprop.Runs.Training;
using ActorBackprop.Runs;

namespace ActorBackprop.Cli.Commands;

/// <summary>The options of whatever makes a run: where its files go, and how it is shown. Runs it, too.</summary>
internal sealed class RunOptions
{
    private readonly Option<string> _out = new("--out")
    {
        Description = "Directory for the run's files, new or empty [default: a new one in runs/]",
        HelpName = "DIR",
    };

    private readonly Option<bool> _json = new("--json") { Description = "JSON lines on standard output, nothing else" };

    private readonly Option<bool> _quiet = new("--quiet") { Description = "Only the result" };

    private readonly Option<bool> _dryRun = new("--dry-run") { Description = "Show what would be done, without doing it" };

    /// <summary>Adds them to a command.</summary>
    public RunOptions(Command command)
    {
        foreach (var option in All) command.Options.Add(option);
    }

    /// <summary>All of them.</summary>
    public IReadOnlyList<Option> All => [_out, _json, _quiet, _dryRun];

    /// <summary>Whether nobody is to look on: --json or --quiet.</summary>
    public bool AreForPrograms(ParseResult parsed) => parsed.GetValue(_json) || parsed.GetValue(_quiet);

    /// <summary>Where the run's directory is to be; null for a new one in runs/.</summary>
    public string? Out(ParseResult parsed) => parsed.GetValue(_out);

    /// <summary>Makes sure that what is asked for goes together.</summary>
    public void Check(ParseResult parsed)
    {
        if (parsed.GetValue(_json) && parsed.GetValue(_dryRun))
            throw new RunException(ExitCode.Usage, "--json and --dry-run exclude each other: a dry run is for people to read.");
    }

    /// <summary>Runs what is asked for, or says what would be run.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="request">What is asked for.</param>
    /// <param name="display">How it is shown; null for as the options and the terminal say.</param>
    /// <returns>What the program ends with.</returns>
    public int Run(ParseResult parsed, RunRequest request, Display? display = null)
    {
        if (parsed.GetValue(_dryRun)) return DryRun.Show(request);
        using var signals = new StopSignals();
        request = request with { WhenStopped = () => signals.Code };
        display ??= Display.Choose(parsed.GetValue(_json), parsed.GetValue(_quiet));
        var result = display.Show(listener => TrainingRun.Execute(request, listener, TimeProvider.System, signals.Token));
        return (int)display.Linger(result, signals).ExitCode;
    }
}
