using System.Security.Cryptography;
using System.Text;
using ActorBackprop.Configuration.Levels;
using ActorBackprop.Learning.Data;

namespace ActorBackprop.Configuration;

/// <summary>The settings of a run, resolved from defaults, file, environment and flags; each overrides the ones before it.</summary>
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

    /// <summary>The origin of each key's value: default, train.jsonc(3,5), environment ACTORBP_EPOCHS, or a flag's label.</summary>
    public IReadOnlyDictionary<string, string> Origins => _origins;

    /// <summary>Returns the configuration of settings made by a program; their paths become absolute.</summary>
    /// <exception cref="ConfigurationException">A setting is out of its range, or settings contradict each other.</exception>
    public static ResolvedConfiguration From(TrainingSettings settings)
    {
        settings.Check();
        var resolved = new ResolvedConfiguration { Settings = settings with { Data = settings.Data is { } data ? Path.GetFullPath(data) : null } };
        var defaults = new TrainingSettings();
        foreach (var setting in Setting.All.Where(setting => !setting.Same(settings, defaults))) resolved._origins[setting.Key] = "the program";
        return resolved;
    }

    /// <summary>Resolves the settings; a value that another overrides must be valid too.</summary>
    /// <param name="file">The path of a file, as <see cref="ConfigFiles.Find"/> returns it; null for none.</param>
    /// <param name="environment">All environment variables; those that do not begin with ACTORBP_ are ignored.</param>
    /// <param name="flags">The assignments of the command line, in its order.</param>
    /// <param name="level">A level, whose settings all others override; null for none.</param>
    /// <exception cref="ConfigurationException">A value cannot be read, is unknown or out of range, or contradicts another.</exception>
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
    /// Checks the environment, for commands that use no settings: an unknown name or an invalid value is an error in every command.
    /// </summary>
    /// <param name="environment">All environment variables.</param>
    /// <returns>The variables that are settings, sorted by name, with their values.</returns>
    /// <exception cref="ConfigurationException">A variable that begins with ACTORBP_ is not a setting, or its value is invalid.</exception>
    public static IReadOnlyList<KeyValuePair<string, string>> CheckEnvironment(IReadOnlyDictionary<string, string> environment)
    {
        new ResolvedConfiguration().TakeEnvironment(environment);
        return [.. environment.Where(IsOurs).OrderBy(variable => variable.Key, StringComparer.Ordinal)];
    }

    /// <summary>Replaces the default of a setting that has not been given.</summary>
    public void SetDefault(Assignment assignment)
    {
        if (_origins[assignment.Key] == Default) TakeFlag(assignment);
    }

    /// <summary>
    /// Returns the settings as a JSON object with every key, in the order of <see cref="Setting.All"/>, one per line; a derived value is
    /// null. <see cref="Resolve"/> reads it back to equal settings.
    /// </summary>
    public string ToJson()
    {
        if (_json is not null) return _json;
        var lines = Setting.All.Select(setting =>
            $"  \"{setting.Key}\": {setting.JsonOf(Settings)?.ToJsonString(Shown.AsWritten) ?? "null"}");
        return _json = new StringBuilder("{\n").AppendJoin(",\n", lines).Append("\n}\n").ToString();
    }

    /// <summary>Reads the text of <see cref="ToJson"/>, as a checkpoint holds it.</summary>
    /// <param name="json">The text.</param>
    /// <param name="label">Its name in error messages.</param>
    /// <exception cref="ConfigurationException">It is not a configuration.</exception>
    public static TrainingSettings FromJson(string json, string label)
    {
        var resolved = new ResolvedConfiguration();
        resolved.Take(SettingsFile.Parse(label, Encoding.UTF8.GetBytes(json)));
        resolved.KeepOldSplit();
        return resolved.Settings;
    }

    /// <summary>Returns the SHA-256 of the settings that the weights depend on: 64 hexadecimal digits.</summary>
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
    /// A saved configuration names every setting. One without "holdOut" is from a version that always held out the last images, so its run
    /// still does. Of the included digits the last ones are held out anyway.
    /// </summary>
    private void KeepOldSplit()
    {
        const string Key = "holdOut";
        if (_origins[Key] == Default && Settings.Data is not null) Settings = Settings with { HoldOut = HoldOut.Last };
    }

    private void TakeEnvironment(IReadOnlyDictionary<string, string> environment)
    {
        // Some systems do not distinguish actorbp_epochs from ACTORBP_EPOCHS, so a wrong case is an error and not ignored.
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

/// <summary>A value for a setting, as text.</summary>
/// <param name="Key">The setting's key: learningRate.</param>
/// <param name="Text">The value as written.</param>
/// <param name="Label">Its origin, as error messages name it.</param>
public sealed record Assignment(string Key, string Text, string Label)
{
    /// <summary>Parses an assignment; its label is the text.</summary>
    /// <param name="text">key=value; the value may contain further equals signs.</param>
    /// <exception cref="ConfigurationException">No key precedes an equals sign.</exception>
    public static Assignment Parse(string text) => Parse(text, Shown.Text(text));

    /// <summary>Parses an assignment.</summary>
    /// <param name="text">key=value; the value may contain further equals signs.</param>
    /// <param name="label">Its origin, as error messages name it.</param>
    /// <exception cref="ConfigurationException">No key precedes an equals sign.</exception>
    public static Assignment Parse(string text, string label)
    {
        var equals = text.IndexOf('=', StringComparison.Ordinal);
        return equals > 0
            ? new Assignment(text[..equals].Trim(), text[(equals + 1)..].Trim(), label)
            : throw new ConfigurationException($"{label}: expected key=value, as in epochs=10.");
    }
}

/// <summary>
/// Thrown when a configuration cannot be used. The message is one sentence for the user: where the error is, what was expected, what was
/// found. The command line prints it and exits with code 2.
/// </summary>
public sealed class ConfigurationException : Exception
{
    /// <summary>Creates the exception with its message.</summary>
    public ConfigurationException(string message) : base(message)
    {
    }

    /// <summary>Creates the exception with its message and its cause.</summary>
    public ConfigurationException(string message, Exception innerException) : base(message, innerException)
    {
    }
}
