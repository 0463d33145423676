using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using ActorBackprop.Configuration;
using ActorBackprop.Configuration.Levels;
using ActorBackprop.Runs;
using ActorBackprop.Runs.Training;

namespace ActorBackprop.Lab.Experiments;

/// <summary>
/// Resolves the runs of an experiment from a configuration file, the environment, the shared values, the command line and the values that
/// vary; later sources override earlier ones.
/// </summary>
public sealed class Points
{
    private const int MaxName = 100;

    private readonly Experiment _experiment;
    private readonly string? _file;
    private readonly IReadOnlyDictionary<string, string> _environment;
    private readonly IReadOnlyList<Assignment> _flags;
    private readonly HashSet<string> _ambiguous;

    private Points(Experiment experiment, string? file, IReadOnlyDictionary<string, string> environment, IReadOnlyList<Assignment> flags) =>
        (_experiment, _file, _environment, _flags, _ambiguous) = (experiment, file, environment, flags, AmbiguousIn(experiment.Combinations));

    /// <summary>Returns all runs, ordered by combination, then by seed.</summary>
    /// <param name="experiment">The experiment.</param>
    /// <param name="file">A configuration file; null for none.</param>
    /// <param name="environment">All environment variables.</param>
    /// <param name="flags">The settings on the command line.</param>
    /// <exception cref="ConfigurationException">A run's settings are wrong, or contradict each other.</exception>
    /// <exception cref="RunException">The command line sets what the experiment varies.</exception>
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
                   : throw new ConfigurationException($"{experiment.Name}: the run {point.Name} occurs twice; give each combination once."),
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
        if (name.Length > MaxName || _ambiguous.Contains(name))
            name = $"{name[..Math.Min(name.Length, MaxName)]}-{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(whole)))[..8]}";
        return $"{name}{(name.Length > 0 ? "_" : "")}s{seed}{(_experiment.Repeats > 1 ? $"_r{repeat}" : "")}";
    }

    /// <summary>Returns the names that several different combinations would have.</summary>
    private static HashSet<string> AmbiguousIn(IReadOnlyList<IReadOnlyList<Assignment>> combinations) =>
        combinations.GroupBy(UsableOf, StringComparer.OrdinalIgnoreCase).Where(same => same.Select(WholeOf).Distinct().Count() > 1)
            .SelectMany(same => same.Select(UsableOf)).ToHashSet();

    private static string WholeOf(IReadOnlyList<Assignment> combination) =>
        string.Join('_', combination.Select(value => $"{value.Key}-{value.Text}"));

    /// <summary>Returns a combination as a valid file name. It keeps the + of 1E+09, which would otherwise read 1E-09.</summary>
    private static string UsableOf(IReadOnlyList<Assignment> combination) => string.Concat(WholeOf(combination)
        .Select(letter => char.IsAsciiLetterOrDigit(letter) || letter is '.' or '-' or '_' or '+' ? letter : '-'));
}

/// <summary>One run of a sweep, resolved.</summary>
public sealed record Point
{
    /// <summary>The name, valid as the name of a directory: workers-2_s1.</summary>
    public required string Name { get; init; }

    /// <summary>The values that vary, except the seed.</summary>
    public required IReadOnlyList<KeyValuePair<string, string>> Values { get; init; }

    /// <summary>The settings.</summary>
    public required ResolvedConfiguration Configuration { get; init; }

    /// <summary>How it is executed.</summary>
    public SweepHost Host { get; init; }

    /// <summary>The level; null for a run in real time.</summary>
    public Level? Level { get; init; }

    /// <summary>Whether the protocol runs alone.</summary>
    public bool NoGradient { get; init; }

    /// <summary>The amount of work relative to other runs of the sweep: parameters times epochs.</summary>
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

/// <summary>Combines values: all combinations, or pairwise.</summary>
public static class Combining
{
    /// <summary>Returns all combinations of the values of some axes; the last axis changes fastest.</summary>
    public static IReadOnlyList<IReadOnlyList<Assignment>> Grid(IEnumerable<IReadOnlyList<Assignment>> axes) =>
        Product(axes.Select(axis => (IReadOnlyList<IReadOnlyList<Assignment>>)[.. axis.Select(value => (IReadOnlyList<Assignment>)[value])]));

    /// <summary>Returns the first value of each axis, then the second of each, and so on.</summary>
    /// <param name="axes">Axes of the same length.</param>
    public static IReadOnlyList<IReadOnlyList<Assignment>> Zip(IReadOnlyList<IReadOnlyList<Assignment>> axes) =>
        [.. Enumerable.Range(0, axes[0].Count).Select(i => (IReadOnlyList<Assignment>)[.. axes.Select(axis => axis[i])])];

    /// <summary>Returns all combinations of the entries of some groups; the last group changes fastest.</summary>
    public static IReadOnlyList<IReadOnlyList<Assignment>> Product(IEnumerable<IReadOnlyList<IReadOnlyList<Assignment>>> groups) =>
        groups.Aggregate((IReadOnlyList<IReadOnlyList<Assignment>>)[[]], (all, group) =>
            [.. all.SelectMany(one => group.Select(other => (IReadOnlyList<Assignment>)[.. one, .. other]))]);
}
