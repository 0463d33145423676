using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using ActorBackprop.Configuration.Levels;
using ActorBackprop.Configuration;
using ActorBackprop.Runs.Training;
using ActorBackprop.Runs;

namespace ActorBackprop.Lab.Experiments;

/// <summary>
/// Makes the runs of an experiment: the file named by --config, the environment, what the runs share, the command line and
/// what the run varies; the later wins. So an experiment says the same everywhere.
/// </summary>
public sealed class Points
{
    private const int LongestName = 100;

    private readonly Experiment _experiment;
    private readonly string? _file;
    private readonly IReadOnlyDictionary<string, string> _environment;
    private readonly IReadOnlyList<Assignment> _flags;
    private readonly HashSet<string> _ambiguous;

    private Points(Experiment experiment, string? file, IReadOnlyDictionary<string, string> environment, IReadOnlyList<Assignment> flags) =>
        (_experiment, _file, _environment, _flags, _ambiguous) = (experiment, file, environment, flags, AmbiguousIn(experiment.Combinations));

    /// <summary>All runs, in their order: combination by combination, seed by seed.</summary>
    /// <param name="experiment">What is asked.</param>
    /// <param name="file">A configuration file; null for none.</param>
    /// <param name="environment">All environment variables.</param>
    /// <param name="flags">Settings of the command line.</param>
    /// <exception cref="ConfigurationException">A run's settings are wrong, or contradict each other.</exception>
    /// <exception cref="RunException">A setting is given that the experiment varies.</exception>
    public static IReadOnlyList<Point> Of(
        Experiment experiment, string? file, IReadOnlyDictionary<string, string> environment, IReadOnlyList<Assignment> flags)
    {
        if (flags.FirstOrDefault(flag => experiment.Varied.Contains(flag.Key)) is { } varied)
            throw new RunException(ExitCode.Usage, $"{varied.Label}: the sweep itself varies {varied.Key}; leave it out.",
                varied.Key == "seed" ? RunFault.SeedVaries : RunFault.Other);
        var points = new Points(experiment, file, environment, flags);
        var names = new HashSet<string>(StringComparer.OrdinalIgnoreCase); // as file systems compare them
        return
        [
            .. from combination in experiment.Combinations
               from seed in experiment.Seeds.Count > 0 ? experiment.Seeds.Select(seed => (ulong?)seed) : [null]
               from repeat in Enumerable.Range(1, experiment.Repeats)
               let point = points.Of(combination, seed, repeat)
               select names.Add(point.Name)
                   ? point
                   : throw new ConfigurationException($"{experiment.Name}: the run {point.Name} is there twice; give each combination once."),
        ];
    }

    private Point Of(IReadOnlyList<Assignment> combination, ulong? seed, int repeat)
    {
        IEnumerable<Assignment> all = [.. _experiment.Shared, .. _flags, .. combination];
        if (seed is { } given) all = all.Append(new("seed", given.ToString(CultureInfo.InvariantCulture), "seeds"));
        string? Last(string key) => all.LastOrDefault(value => value.Key == key)?.Text;

        var host = Last(SweptSetting.Host) is { } name ? SweptSetting.HostOf(name) : SweepHost.Train;
        var level = host == SweepHost.Simulate ? LevelOf(Last(SweptSetting.Level)) : null;
        var settings = all.Where(value => !SweptSetting.IsOfTheRun(value.Key));
        var configuration = ResolvedConfiguration.Resolve(_file, _environment, settings, level);
        level?.Check(configuration.Settings.Workers);
        return new Point
        {
            Name = NameOf(combination, configuration.Settings.Seed, repeat),
            Values = [.. combination.Select(value => KeyValuePair.Create(value.Key, value.Text))],
            Configuration = configuration,
            Host = host,
            Level = level,
            NoGradient = host == SweepHost.Simulate && Last(SweptSetting.NoGradient) == "true",
        };
    }

    private Level LevelOf(string? name)
    {
        if (name is null) return Level.Find("perfect");
        var beside = Path.Combine(_experiment.Directory, name);
        return Level.Find(!Level.Names.Contains(name) && File.Exists(beside) ? beside : name);
    }

    private string NameOf(IReadOnlyList<Assignment> combination, ulong seed, int repeat)
    {
        var (whole, name) = (WholeOf(combination), UsableOf(combination));
        if (name.Length > LongestName || _ambiguous.Contains(name))
            name = $"{name[..Math.Min(name.Length, LongestName)]}-{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(whole)))[..8]}";
        return $"{name}{(name.Length > 0 ? "_" : "")}s{seed}{(_experiment.Repeats > 1 ? $"_r{repeat}" : "")}";
    }

    /// <summary>What several combinations would be called: names that say the same, though their values differ.</summary>
    private static HashSet<string> AmbiguousIn(IReadOnlyList<IReadOnlyList<Assignment>> combinations) =>
        combinations.GroupBy(UsableOf, StringComparer.OrdinalIgnoreCase).Where(same => same.Select(WholeOf).Distinct().Count() > 1)
            .SelectMany(same => same.Select(UsableOf)).ToHashSet();

    private static string WholeOf(IReadOnlyList<Assignment> combination) =>
        string.Join('_', combination.Select(value => $"{value.Key}-{value.Text}"));

    /// <summary>A combination in letters that every file system takes. The + of 1E+09 is one of them: without it, it would be 1E-09.</summary>
    private static string UsableOf(IReadOnlyList<Assignment> combination) => string.Concat(WholeOf(combination)
        .Select(letter => char.IsAsciiLetterOrDigit(letter) || letter is '.' or '-' or '_' or '+' ? letter : '-'));
}

/// <summary>One run of a sweep, resolved.</summary>
public sealed record Point
{
    /// <summary>Its name, usable as a directory's: workers-2_s1.</summary>
    public required string Name { get; init; }

    /// <summary>What varies, with its values in this run; the seed is not among them.</summary>
    public required IReadOnlyList<KeyValuePair<string, string>> Values { get; init; }

    /// <summary>Its settings.</summary>
    public required ResolvedConfiguration Configuration { get; init; }

    /// <summary>How it is run.</summary>
    public SweepHost Host { get; init; }

    /// <summary>The level it is simulated in; null where it is not.</summary>
    public Level? Level { get; init; }

    /// <summary>Whether the protocol runs alone.</summary>
    public bool NoGradient { get; init; }

    /// <summary>How much there is to do, to compare with other runs of the sweep: parameters times epochs.</summary>
    public double Work
    {
        get
        {
            var settings = Configuration.Settings;
            var parameters = settings.Layers.Zip(settings.Layers.Skip(1), (inputs, outputs) => (inputs + 1.0) * outputs).Sum();
            return settings.Epochs * (NoGradient ? 1e3 : parameters + 1e4);
        }
    }
}

/// <summary>Makes combinations of values: every one with every other, or one by one.</summary>
public static class Combining
{
    /// <summary>Every value of an axis with every value of the others; the last axis changes fastest.</summary>
    public static IReadOnlyList<IReadOnlyList<Assignment>> Grid(IEnumerable<IReadOnlyList<Assignment>> axes) =>
        Product(axes.Select(axis => (IReadOnlyList<IReadOnlyList<Assignment>>)[.. axis.Select(value => (IReadOnlyList<Assignment>)[value])]));

    /// <summary>The first value of each axis, then the second of each, and so on.</summary>
    /// <param name="axes">All of one length.</param>
    public static IReadOnlyList<IReadOnlyList<Assignment>> Zip(IReadOnlyList<IReadOnlyList<Assignment>> axes) =>
        [.. Enumerable.Range(0, axes[0].Count).Select(i => (IReadOnlyList<Assignment>)[.. axes.Select(axis => axis[i])])];

    /// <summary>Every combination of one group with every one of the others; the last group changes fastest.</summary>
    public static IReadOnlyList<IReadOnlyList<Assignment>> Product(IEnumerable<IReadOnlyList<IReadOnlyList<Assignment>>> groups) =>
        groups.Aggregate((IReadOnlyList<IReadOnlyList<Assignment>>)[[]], (all, group) =>
            [.. all.SelectMany(one => group.Select(other => (IReadOnlyList<Assignment>)[.. one, .. other]))]);
}
