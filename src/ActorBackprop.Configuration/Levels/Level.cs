using System.Text.Json;
using System.Text.Json.Nodes;
using ActorBackprop.Configuration.Schema;
using ActorBackprop.Simulation.Worlds;

namespace ActorBackprop.Configuration.Levels;

/// <summary>
/// A level: a world and training settings for it. Its file is one object with the keys title, about, goal, train and world; all but the
/// title may be omitted.
/// </summary>
public sealed class Level
{
    private const string Extension = ".jsonc";

    private static readonly JsonSerializerOptions Readable = new(Shown.AsWritten) { WriteIndented = true, NewLine = "\n" };

    private static readonly TextKind TitleKind = new(100), AboutKind = new(1000);

    private static readonly RecordKind GoalKind = new(typeof(Goal)), WorldKind = new(typeof(WorldSettings)), ProfileKind = new(typeof(Profile));

    private readonly SettingsFile.Entry? _world;

    private Level(string path, string label)
    {
        var entries = SettingsFile.Read(path, label);
        foreach (var entry in entries)
            switch (entry.Key)
            {
                case "title":
                    Title = (string)TitleKind.Read(entry, "title")!;
                    break;
                case "about":
                    About = (string)AboutKind.Read(entry, "about")!;
                    break;
                case "goal":
                    Goal = (Goal?)GoalKind.Read(entry, "goal");
                    break;
                case "train":
                    Train = entry.Value.ValueKind == JsonValueKind.Object ? entry.Inner() : throw new ConfigurationException(
                        $"{entry.ValueLabel}: train: expected an object, found {Shown.Json(entry.Value)}.");
                    break;
                case "world":
                    World = (WorldSettings)WorldKind.Read(_world = entry, "")!;
                    break;
                default:
                    throw Nearest.Unknown(
                        ["title", "about", "goal", "train", "world"], $"{entry.KeyLabel}: unknown key {Shown.Quoted(entry.Key)}", entry.Key);
            }
        if (Title.Length == 0) throw new ConfigurationException($"{label}: expected the key \"title\", found none.");
        World = World with { Title = Title, Goal = Goal };
    }

    /// <summary>The directory of the included levels.</summary>
    public static string Directory { get; } = Path.Combine(ConfigFiles.Directory, "levels");

    /// <summary>The names of the included levels.</summary>
    public static IReadOnlyList<string> Names { get; } =
    [
        .. System.IO.Directory.GetFiles(Directory, "*" + Extension)
            .Select(file => Path.GetFileNameWithoutExtension(file)).Order(StringComparer.Ordinal),
    ];

    /// <summary>The title.</summary>
    public string Title { get; } = "";

    /// <summary>What it shows. Default: empty.</summary>
    public string About { get; } = "";

    /// <summary>The goal to reach; null for none. Default: null.</summary>
    public Goal? Goal { get; }

    /// <summary>The world, every value in range.</summary>
    public WorldSettings World { get; } = new();

    /// <summary>The training settings.</summary>
    internal IReadOnlyList<SettingsFile.Entry> Train { get; } = [];

    /// <summary>Returns an included level, or the level in a file.</summary>
    /// <param name="name">rack, or a path.</param>
    /// <exception cref="ConfigurationException">There is none, or the file is not a level.</exception>
    public static Level Find(string name)
    {
        if (Names.Contains(name)) return new Level(Path.Combine(Directory, name + Extension), name + Extension);
        if (File.Exists(name)) return new Level(name, name);
        throw Nearest.Unknown(Names, $"{Shown.Text(name)}: no level and no file has this name", name);
    }

    /// <summary>Checks that the world is consistent with a number of workers.</summary>
    /// <exception cref="ConfigurationException">It is not.</exception>
    public void Check(int workers)
    {
        if (WorldFault.Of(World, workers) is not { } fault) return;
        var at = fault.Path.Aggregate(_world!, (entry, key) => entry.Inner().FirstOrDefault(inner => inner.Key == key) ?? entry);
        throw new ConfigurationException($"{at.ValueLabel}: {fault.Sentence}.");
    }

    /// <summary>Returns the text of a level with a world and no training settings; <see cref="Find"/> reads it back.</summary>
    public static string ToJson(WorldSettings world)
    {
        var title = world.Title.Length > 0 ? world.Title : "Untitled";
        var json = new JsonObject { ["title"] = title };
        if (world.Goal is { } goal) json["goal"] = GoalKind.Json(goal);
        json["world"] = WorldKind.Json(world);
        return json.ToJsonString(Readable) + "\n";
    }

    /// <summary>Reads a machine's measurements from a file: a JSON object, comments allowed.</summary>
    /// <param name="path">The file, as <see cref="ConfigFiles.Find"/> returns it.</param>
    /// <exception cref="ConfigurationException">It cannot be read, or is not a profile.</exception>
    public static Profile ReadProfile(string path) => (Profile)ProfileKind.Read(SettingsFile.Read(path), path, "");

    /// <summary>Returns the text of a profile's file; <see cref="ReadProfile"/> reads it back.</summary>
    public static string ToJson(Profile profile) => ProfileKind.Json(profile)!.ToJsonString(Readable) + "\n";
}

/// <summary>The documentation of a setting of a world.</summary>
/// <param name="Path">The path in a level's "world": links.latencySeconds; script[].do for each item of a list.</param>
/// <param name="Description">A sentence without the full stop.</param>
/// <param name="Values">The valid values.</param>
/// <param name="Default">The value when it is omitted; empty when it is required.</param>
public sealed record WorldSetting(string Path, string Description, string Values, string Default)
{
    /// <summary>All settings, in the order in which files are written.</summary>
    public static IReadOnlyList<WorldSetting> All { get; } = [.. new RecordKind(typeof(WorldSettings)).Describe("", "", null)];
}
