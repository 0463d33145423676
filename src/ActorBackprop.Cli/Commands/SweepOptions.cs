using System.CommandLine;
using System.Globalization;
using ActorBackprop.Configuration;
using ActorBackprop.Lab.Experiments;
using ActorBackprop.Runs.Training;
using ActorBackprop.Runs;

namespace ActorBackprop.Cli.Commands;

/// <summary>The options that say what a sweep varies, and how its runs are run.</summary>
internal sealed class SweepOptions
{
    private readonly Option<string[]> _sweep = new("--sweep")
    {
        Description = "A setting with its values, as in workers=1,2,4; given often, every value with every other",
        HelpName = "key=values",
    };

    private readonly Option<string> _seeds = new("--seeds") { Description = "Seeds for each, as in 1..5 or 1,2,3", HelpName = "SEEDS" };

    private readonly Option<string> _repeats = new("--repeats") { Description = "Times each seed is run, to measure times", HelpName = "TIMES" };

    private readonly Option<string> _host = new("--host")
    {
        Description = "How runs are run: by actors, without them, or in virtual time",
        HelpName = "train|sequential|simulate",
    };

    private readonly Option<string> _level = new("--level")
    {
        Description = "With --host simulate: the level, by its name or a file",
        HelpName = "LEVEL",
    };

    /// <summary>Adds them to a command.</summary>
    public SweepOptions(Command command)
    {
        foreach (var option in new Option[] { _sweep, _seeds, _repeats, _host, _level }) command.Options.Add(option);
    }

    /// <summary>The experiment that a command line asks for.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="file">A name or a file; null for none.</param>
    public Experiment Experiment(ParseResult parsed, string? file)
    {
        var axes = (parsed.GetValue(_sweep) ?? []).Select(text => Assignment.Parse(text, $"--sweep {Shown.Text(text)}")).ToList();
        if (file is null && axes.Count == 0 && parsed.GetValue(_seeds) is null && parsed.GetValue(_repeats) is null)
            throw new RunException(ExitCode.Usage,
                "sweep: expected an experiment, as in sweep scaling, or what varies, as in --sweep workers=1,2,4; --list shows the experiments.");
        if (file is not null && axes.Count > 0)
            throw new RunException(ExitCode.Usage, "--sweep is for a sweep without a file: an experiment says itself what varies.");
        var experiment = file is null ? SweptByFlags.Experiment(axes) : ExperimentFile.Find(file);
        if (parsed.GetValue(_seeds) is { } seeds) experiment = experiment with { Seeds = SeedList.Parse(seeds, "--seeds") };
        if (parsed.GetValue(_repeats) is { } repeats) experiment = experiment with { Repeats = Repeats(repeats) };
        foreach (var (key, option) in new[] { ("host", _host), ("level", _level) })
            if (parsed.GetValue(option) is { } value)
                experiment = SweptByFlags.With(experiment, key, value, option.Name);
        return experiment;
    }

    private static int Repeats(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var times) && times is >= 1 and <= 100
        ? times
        : throw new RunException(ExitCode.Usage, $"--repeats: expected a whole number from 1 to 100, found {Explaining.Wrong.Quoted(text)}.");
}
