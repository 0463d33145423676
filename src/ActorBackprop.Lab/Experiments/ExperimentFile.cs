using System.Text.Json;
using ActorBackprop.Configuration;
using ActorBackprop.Configuration.Kinds;
using ActorBackprop.Configuration.Levels;

namespace ActorBackprop.Lab.Experiments;

/// <summary>An experiment in a file: one JSON object, comments allowed.</summary>
public static class ExperimentFile
{
    private const string Extension = ".jsonc";

    private static readonly TextKind Line = new(2000);
    private static readonly NumberKind<int> RepeatsKind = new(1, 100);
    private static readonly NumberKind<double> TargetKind = new(0, 1), PercentKind = new(0, 100), EpochsKind = new(1, int.MaxValue);
    private static readonly PlainShape<Measure> MeasureShape = new(new ChoiceKind<Measure>());

    private static readonly string[] Keys =
    [
        "title", "about", "source", Knob.Host, Knob.Level, Knob.NoGradient, "settings", "grid", "zip", "list", "seeds", "repeats", "target",
        "published",
    ];

    /// <summary>Where the experiments that ship with the program are.</summary>
    public static string Directory { get; } = Path.Combine(ConfigFiles.Directory, "experiments");

    /// <summary>The names of the experiments that ship with the program.</summary>
    public static IReadOnlyList<string> Names { get; } = !System.IO.Directory.Exists(Directory) ? [] :
    [
        .. System.IO.Directory.GetFiles(Directory, "*" + Extension)
            .Select(file => Path.GetFileNameWithoutExtension(file)).Order(StringComparer.Ordinal),
    ];

    /// <summary>The experiment of a name, found from anywhere, or in a file.</summary>
    /// <param name="name">scaling, or a path.</param>
    /// <exception cref="ConfigurationException">There is none, or it is no experiment.</exception>
    public static Experiment Find(string name)
    {
        if (Names.Contains(name)) return Read(Path.Combine(Directory, name + Extension), name + Extension);
        if (File.Exists(name)) return Read(name, name);
        throw UnknownName.Among(Names, $"{Shown.Text(name)}: there is neither an experiment nor a file of this name", name);
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
                "title" => experiment with { Title = Value(Line, entry) },
                "about" => experiment with { About = Value(Line, entry) },
                "source" => experiment with { Source = Value(Line, entry) },
                Knob.Host or Knob.Level or Knob.NoGradient => experiment with { Shared = [.. experiment.Shared, Knob.Read(entry, entry)] },
                "settings" => experiment with { Shared = [.. experiment.Shared, .. ExperimentParts.Assignments(entry)] },
                "grid" => parts.With(Combining.Grid(ExperimentParts.Axes(entry)), experiment),
                "zip" => parts.With(ExperimentParts.Zip(entry), experiment),
                "list" => parts.With(ExperimentParts.List(entry), experiment),
                "seeds" => experiment with { Seeds = Seeds(entry) },
                "repeats" => experiment with { Repeats = Value(RepeatsKind, entry) },
                "target" => experiment with { Target = Value(TargetKind, entry) },
                "published" => experiment with { Published = [.. ExperimentParts.Items(entry, 1000).Select(Published)] },
                _ => throw UnknownName.Among(Keys, $"{entry.KeyLabel}: unknown key {Shown.Quoted(entry.Key)}", entry.Key),
            };
        if (experiment is { Target: null } && experiment.Published.Any(figure => figure.Measure == Measure.EpochsToTarget))
            throw new ConfigurationException(
                $"{label}: published: {Learning.Names.Of(Measure.EpochsToTarget)} needs the key \"target\", found none.");
        return parts.Put(experiment);
    }

    private static IReadOnlyList<ulong> Seeds(SettingsFile.Entry entry) => SeedList.Parse(
        entry.Value.ValueKind == JsonValueKind.Array
            ? string.Join(',', entry.Inner().Select(seed => seed.Value.GetRawText()))
            : JsonText.Of(entry.Value) ?? entry.Value.GetRawText(), entry.ValueLabel);

    private static PublishedFigure Published(SettingsFile.Entry entry)
    {
        var (figure, value) = (new PublishedFigure { Value = double.NaN }, (SettingsFile.Entry?)null);
        foreach (var inner in entry.Inner())
            switch (inner.Key)
            {
                case "where": figure = figure with { Where = [.. ExperimentParts.Assignments(inner)] }; break;
                case "measure": figure = figure with { Measure = MeasureShape.Read(inner, "measure") }; break;
                case "value": value = inner; break;
                case "note": figure = figure with { Note = Value(Line, inner) }; break;
                default:
                    throw UnknownName.Among(
                        ["where", "measure", "value", "note"], $"{inner.KeyLabel}: unknown key {Shown.Quoted(inner.Key)}", inner.Key);
            }
        // What a value may be is up to the measure, which may stand behind it.
        return value is null
            ? throw new ConfigurationException($"{entry.ValueLabel}: published: expected the key \"value\", found none.")
            : figure with { Value = Value(figure.Measure == Measure.EpochsToTarget ? EpochsKind : PercentKind, value) };
    }

    private static T Value<T>(Kind<T> kind, SettingsFile.Entry entry) => new PlainShape<T>(kind).Read(entry, entry.Key);
}
