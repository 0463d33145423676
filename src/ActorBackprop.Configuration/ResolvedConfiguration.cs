using System.Security.Cryptography;
using System.Text;
using ActorBackprop.Configuration.Levels;
using ActorBackprop.Learning.Data;

namespace ActorBackprop.Configuration;

/// <summary>The settings of a run, put together from defaults, file, environment and flags; the later of these wins.</summary>
public sealed class ResolvedConfiguration
{
    private const string Default = "default";

    private readonly Dictionary<string, string> _origins = Setting.All.ToDictionary(setting => setting.Key, _ => Default);

    private string? _json;

    private ResolvedConfiguration()
    {
    }

    /// <summary>The settings.</summary>
    public TrainingSettings Settings
    {
        get;
        private set => (field, _json) = (value, null);
    } = new();

    /// <summary>Of each key where its value came from: default, train.jsonc(3,5), environment ACTORBP_EPOCHS, or a flag's label.</summary>
    public IReadOnlyDictionary<string, string> Origins => _origins;

    /// <summary>Returns settings that a program makes; their paths become absolute.</summary>
    /// <exception cref="ConfigurationException">A setting is out of its range, or settings contradict each other.</exception>
    public static ResolvedConfiguration From(TrainingSettings settings)
    {
        settings.Check();
        var resolved = new ResolvedConfiguration { Settings = settings with { Data = settings.Data is { } data ? Path.GetFullPath(data) : null } };
        var defaults = new TrainingSettings();
        foreach (var setting in Setting.All.Where(setting => !setting.Same(settings, defaults))) resolved._origins[setting.Key] = "the program";
        return resolved;
    }

    /// <summary>Reads everything that is given; what is later overruled must be right as well.</summary>
    /// <param name="file">Path of a file, as <see cref="ConfigFiles.Find"/> gives it; null is none.</param>
    /// <param name="environment">All environment variables; those that do not begin with ACTORBP_ are passed over.</param>
    /// <param name="flags">What the command line says, in its order.</param>
    /// <param name="level">A level, whose settings any other overrules; null is none.</param>
    /// <exception cref="ConfigurationException">Something cannot be read, is unknown or out of range, or contradicts another.</exception>
    public static ResolvedConfiguration Resolve(
        string? file, IReadOnlyDictionary<string, string> environment, IEnumerable<Assignment> flags, Level? level = null)
    {
        var resolved = new ResolvedConfiguration();
        if (level is not null) resolved.Take(level.Train);
        if (file is not null) resolved.Take(SettingsFile.Read(file));
        if (Path.GetFileName(file) == ConfigFiles.RunFileName) resolved.KeepOldSplit();
        resolved.TakeEnvironment(environment);
        foreach (var flag in flags) resolved.TakeFlag(flag);
        if (Contradiction.In(resolved.Settings) is { } contradiction)
        {
            var origins = contradiction.Keys.Select(key => $"{key}: {resolved._origins[key]}");
            throw new ConfigurationException($"{contradiction.Sentence} ({string.Join("; ", origins)}).");
        }
        return resolved;
    }

    /// <summary>
    /// Reads the environment alone, for the commands that have no use for settings: a name that no setting has, or a value that it cannot
    /// have, is a mistake whatever the command.
    /// </summary>
    /// <param name="environment">All environment variables.</param>
    /// <returns>The variables that are settings, with their values, by name.</returns>
    /// <exception cref="ConfigurationException">A variable that begins with ACTORBP_ is not a setting, or its value is impossible.</exception>
    public static IReadOnlyList<KeyValuePair<string, string>> CheckEnvironment(IReadOnlyDictionary<string, string> environment)
    {
        new ResolvedConfiguration().TakeEnvironment(environment);
        return [.. environment.Where(IsOurs).OrderBy(variable => variable.Key, StringComparer.Ordinal)];
    }

    /// <summary>Gives a setting that nobody has given another default.</summary>
    public void SetDefault(Assignment assignment)
    {
        if (_origins[assignment.Key] == Default) TakeFlag(assignment);
    }

    /// <summary>
    /// The settings as a JSON object of every key, in the order of <see cref="Setting.All"/>, a line each; what is derived
    /// stays null. <see cref="Resolve"/> reads it back to equal settings.
    /// </summary>
    public string ToJson()
    {
        if (_json is not null) return _json;
        var lines = Setting.All.Select(setting =>
            $"  \"{setting.Key}\": {setting.JsonOf(Settings)?.ToJsonString(Shown.AsWritten) ?? "null"}");
        return _json = new StringBuilder("{\n").AppendJoin(",\n", lines).Append("\n}\n").ToString();
    }

    /// <summary>The reverse of <see cref="ToJson"/>, as a checkpoint carries it.</summary>
    /// <param name="json">The text.</param>
    /// <param name="label">What errors call it.</param>
    /// <exception cref="ConfigurationException">It is no configuration.</exception>
    public static TrainingSettings FromJson(string json, string label)
    {
        var resolved = new ResolvedConfiguration();
        resolved.Take(SettingsFile.Parse(label, Encoding.UTF8.GetBytes(json)));
        resolved.KeepOldSplit();
        return resolved.Settings;
    }

    /// <summary>SHA-256 of the settings that the trained bits depend on: 64 hexadecimal digits.</summary>
    public static string Sha256Of(TrainingSettings settings)
    {
        var lines = Setting.All.Where(setting => setting.ChangesTheBits).Select(setting => $"{setting.Key}={setting.TextOf(settings)}\n");
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Concat(lines))));
    }

    private void Take(IEnumerable<SettingsFile.Entry> entries)
    {
        foreach (var entry in entries)
        {
            var setting = Known(entry.Key, entry.KeyLabel);
            Settings = setting.With(Settings, entry);
            _origins[setting.Key] = entry.KeyLabel;
        }
    }

    /// <summary>
    /// A saved configuration names every setting. One without "holdOut" is of a version that always held out the last images, and
    /// its run keeps them. Of the digits that ship they are the last ones still.
    /// </summary>
    private void KeepOldSplit()
    {
        const string Key = "holdOut";
        if (_origins[Key] == Default && Settings.Data is not null) Settings = Settings with { HoldOut = HoldOut.Last };
    }

    private void TakeEnvironment(IReadOnlyDictionary<string, string> environment)
    {
        // Not every system tells actorbp_epochs from ACTORBP_EPOCHS: the one nobody reads must not pass unseen.
        foreach (var (name, text) in environment.Where(IsOurs).OrderBy(variable => variable.Key, StringComparer.Ordinal))
        {
            var setting = Setting.All.FirstOrDefault(setting => setting.EnvironmentName == name)
                ?? throw Unknown(
                    $"environment {name}: no setting has this name", name[Setting.EnvironmentPrefix.Length..], s => s.EnvironmentName);
            var label = $"environment {name}";
            Settings = setting.With(Settings, text, label);
            _origins[setting.Key] = label;
        }
    }

    private static bool IsOurs(KeyValuePair<string, string> variable) =>
        variable.Key.StartsWith(Setting.EnvironmentPrefix, StringComparison.OrdinalIgnoreCase);

    private void TakeFlag(Assignment flag)
    {
        var setting = Known(flag.Key, flag.Label);
        Settings = setting.With(Settings, flag.Text, flag.Label);
        _origins[setting.Key] = flag.Label;
    }

    private static Setting Known(string key, string label) =>
        Setting.All.FirstOrDefault(setting => setting.Key == key)
            ?? throw Unknown($"{label}: unknown key {Shown.Quoted(key)}", key, s => s.Key);

    private static ConfigurationException Unknown(string fault, string key, Func<Setting, string> nameOf) =>
        Nearest.Unknown(Setting.All.Select(setting => setting.Key), fault, key, key => nameOf(Setting.All.First(setting => setting.Key == key)));
}
