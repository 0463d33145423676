using System.CommandLine;
using ActorBackprop.Configuration;
using ActorBackprop.Configuration.Levels;
using ActorBackprop.Learning;

namespace ActorBackprop.Cli.Commands;

/// <summary>An option for every setting, and --config and --set.</summary>
internal sealed class SettingOptions
{
    private readonly Option<string> _config = Flags.Text("--config", "FILE",
        "Configuration file such as config/train.jsonc; also searched for beside the program");

    private readonly Option<string[]> _set = new("--set")
    {
        Description = "One setting by key, e.g. --set learningRate=0.5; repeatable",
        HelpName = "key=value",
    };

    private readonly List<(Setting Setting, Option Option)> _settings = [];

    /// <summary>Adds them to a command.</summary>
    /// <param name="command">The command.</param>
    /// <param name="keys">The settings that the command uses; none for all.</param>
    public SettingOptions(Command command, params string[] keys)
    {
        if (keys.FirstOrDefault(key => Setting.All.All(setting => setting.Key != key)) is { } unknown)
            throw new ArgumentException($"there is no setting {unknown}", nameof(keys));
        foreach (var setting in Setting.All.Where(setting => keys.Length == 0 || keys.Contains(setting.Key)))
            _settings.Add((setting, OptionOf(setting)));
        command.Add([.. _settings.Select(pair => pair.Option), _config, _set]);
    }

    /// <summary>Returns the configuration from files, the environment and the command line.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="file">A file in place of --config; null for none.</param>
    /// <param name="level">A level, whose settings all others override; null for none.</param>
    public ResolvedConfiguration Resolve(ParseResult parsed, string? file = null, Level? level = null)
    {
        if (parsed.GetValue(_config) is { } config)
            file = file is null
                ? ConfigFiles.Find(config)
                : throw Usage.Error("--config and --resume exclude each other: a run resumes with its own configuration.");
        return ResolvedConfiguration.Resolve(file, EnvironmentVariables(), Assignments(parsed), level);
    }

    /// <summary>Returns the settings on the command line, in their order.</summary>
    public IReadOnlyList<Assignment> Assignments(ParseResult parsed) =>
    [
        .. (parsed.GetValue(_set) ?? []).Select(text => Assignment.Parse(text, $"--set {Shown.Text(text)}")),
        .. from pair in _settings
           where parsed.Has(pair.Option)
           select new Assignment(pair.Setting.Key, TextOf(parsed, pair.Option), FlagOf(pair.Setting)),
    ];

    /// <summary>Returns the path of the configuration file on the command line; null for none.</summary>
    public string? File(ParseResult parsed) => parsed.GetValue(_config) is { } config ? ConfigFiles.Find(config) : null;

    /// <summary>Returns all environment variables.</summary>
    public static Dictionary<string, string> EnvironmentVariables() =>
        Environment.GetEnvironmentVariables().Cast<System.Collections.DictionaryEntry>()
            .ToDictionary(entry => (string)entry.Key, entry => (string?)entry.Value ?? "");

    /// <summary>Returns the flag of a setting: --learning-rate.</summary>
    public static string FlagOf(Setting setting) => "--" + Names.Kebab(setting.Key);

    private static Option OptionOf(Setting setting)
    {
        var description = $"{setting.Description} [default: {setting.DefaultText}]";
        if (setting.IsSwitch) return Flags.Switch(FlagOf(setting), description);
        var hint = setting.Choices.Count > 0 && setting.ValueHint == "NAME" ? string.Join('|', setting.Choices) : setting.ValueHint;
        var option = Flags.Text(FlagOf(setting), hint, description);
        option.CompletionSources.Add([.. setting.Choices]);
        return option;
    }

    private static string TextOf(ParseResult parsed, Option option) =>
        option is Option<bool> flag ? (parsed.GetValue(flag) ? "true" : "false") : parsed.GetValue((Option<string>)option) ?? "";
}
