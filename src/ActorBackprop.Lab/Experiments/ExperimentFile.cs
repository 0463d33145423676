using System.Globalization;
using System.Text.Json;
using ActorBackprop.Configuration;

namespace ActorBackprop.Lab.Experiments;

/// <summary>Reads experiments from files: one JSON object each, with comments.</summary>
public static class ExperimentFile
{
    private const string Extension = ".jsonc";

    private static readonly string[] Keys =
    [
        .. Setting.Of(typeof(Experiment)).Select(setting => setting.Key),
        SweptSetting.Host, SweptSetting.Level, SweptSetting.NoGradient, "settings", "grid", "zip",
        "list", "seeds", "published",
    ];

    /// <summary>The directory of the experiments that ship with the program.</summary>
    public static string Directory { get; } = Path.Combine(ConfigFiles.Directory, "experiments");

    /// <summary>The names of the experiments that ship with the program.</summary>
    public static IReadOnlyList<string> Names { get; } = !System.IO.Directory.Exists(Directory) ? [] :
    [
        .. System.IO.Directory.GetFiles(Directory, "*" + Extension)
            .Select(file => Path.GetFileNameWithoutExtension(file)).Order(StringComparer.Ordinal),
    ];

    /// <summary>Returns an experiment by name, or from a file.</summary>
    /// <param name="name">A name such as scaling, or a path.</param>
    /// <exception cref="ConfigurationException">It does not exist, or is not an experiment.</exception>
    public static Experiment Find(string name)
    {
        if (Names.Contains(name)) return Read(Path.Combine(Directory, name + Extension), name + Extension);
        if (File.Exists(name)) return Read(name, name);
        throw Nearest.Unknown(Names, $"{Shown.Text(name)}: there is neither an experiment nor a file of this name", name);
    }

    private static Experiment Read(string path, string label)
    {
        var parts = new ExperimentParts();
        var experiment = new Experiment
        {
            Name = Path.GetFileNameWithoutExtension(path),
            Directory = Path.GetDirectoryName(Path.GetFullPath(path)) ?? "",
        };
        foreach (var entry in SettingsFile.Read(path, label))
            experiment = entry.Key switch
            {
                SweptSetting.Host or SweptSetting.Level or SweptSetting.NoGradient =>
                    experiment with { Shared = [.. experiment.Shared, SweptSetting.Read(entry, entry)] },
                "settings" => experiment with { Shared = [.. experiment.Shared, .. ExperimentParts.Assignments(entry)] },
                "grid" => parts.With(Combining.Grid(ExperimentParts.Axes(entry)), experiment),
                "zip" => parts.With(ExperimentParts.Zip(entry), experiment),
                "list" => parts.With(ExperimentParts.List(entry), experiment),
                "seeds" => experiment with { Seeds = Seeds(entry) },
                "published" => experiment with { Published = [.. ExperimentParts.Items(entry, 1000).Select(Published)] },
                _ => Read(experiment, entry, Keys),
            };
        if (experiment is { Target: null } && experiment.Published.Any(figure => figure.Measure == Measure.EpochsToTarget))
            throw new ConfigurationException(
                $"{label}: published: {Learning.Names.Of(Measure.EpochsToTarget)} needs the key \"target\", found none.");
        return parts.Put(experiment);
    }

    private static IReadOnlyList<ulong> Seeds(SettingsFile.Entry entry) => SeedList.Parse(
        entry.Value.ValueKind == JsonValueKind.Array
            ? string.Join(',', entry.Inner().Select(seed => seed.Value.GetRawText()))
            : SettingsFile.TextOf(entry.Value) ?? entry.Value.GetRawText(), entry.ValueLabel);

    private static PublishedFigure Published(SettingsFile.Entry entry)
    {
        var figure = new PublishedFigure { Value = double.NaN };
        foreach (var inner in entry.Inner())
            figure = inner.Key == "where"
                ? figure with { Where = [.. ExperimentParts.Assignments(inner)] }
                : Read(figure, inner, ["where", .. Setting.Of(typeof(PublishedFigure)).Select(setting => setting.Key)]);
        if (double.IsNaN(figure.Value))
            throw new ConfigurationException($"{entry.ValueLabel}: published: expected the key \"value\", found none.");
        // The range of a value depends on the measure, which may come after it.
        var (min, max) = figure.Measure == Measure.EpochsToTarget ? (1, int.MaxValue) : (0, 100);
        return figure.Value >= min && figure.Value <= max ? figure : throw new ConfigurationException(
            $"{entry.Inner().First(inner => inner.Key == "value").ValueLabel}: value: expected a number from {min} to {max}, found "
                + FormattableString.Invariant($"{figure.Value}."));
    }

    /// <summary>Returns a record with one of its settings read.</summary>
    private static T Read<T>(T record, SettingsFile.Entry entry, IEnumerable<string> keys) where T : class =>
        Setting.Of(typeof(T)).FirstOrDefault(setting => setting.Key == entry.Key) is { } known
            ? known.With(record, entry)
            : throw Nearest.Unknown(keys, $"{entry.KeyLabel}: unknown key {Shown.Quoted(entry.Key)}", entry.Key);
}

/// <summary>Reads lists of seeds: 1..5 or 1,2,3.</summary>
public static class SeedList
{
    /// <summary>The most seeds of a sweep.</summary>
    public const int Max = 1000;

    /// <summary>Reads a list.</summary>
    /// <param name="text">The list.</param>
    /// <param name="label">The place that errors name.</param>
    /// <exception cref="ConfigurationException">It is not a list of seeds, or a seed is there twice.</exception>
    public static IReadOnlyList<ulong> Parse(string text, string label)
    {
        var seeds = Range(text) ?? One(text);
        if (seeds is null || seeds.Count is 0 or > Max)
            throw new ConfigurationException($"{label}: expected seeds, as in 1..5 or 1,2,3, at most {Max} of them, found {Shown.Text(text)}.");
        if (seeds.Distinct().Count() < seeds.Count)
            throw new ConfigurationException($"{label}: expected each seed once, found {Shown.Text(text)}; to repeat a seed, use repeats.");
        return seeds;
    }

    private static IReadOnlyList<ulong>? Range(string text)
    {
        if (text.Split("..") is not [var first, var last] || !TryRead(first, out var from) || !TryRead(last, out var to)) return null;
        return to < from || to - from >= Max ? [] : [.. Enumerable.Range(0, (int)(to - from) + 1).Select(i => from + (ulong)i)];
    }

    private static List<ulong>? One(string text)
    {
        var seeds = new List<ulong>();
        foreach (var part in text.Split(','))
        {
            if (!TryRead(part, out var seed)) return null;
            seeds.Add(seed);
        }
        return seeds;
    }

    private static bool TryRead(string text, out ulong seed) =>
        ulong.TryParse(text.Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out seed);
}
