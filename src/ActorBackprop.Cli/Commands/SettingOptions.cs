using System.CommandLine;
using ActorBackprop.Configuration;
using ActorBackprop.Configuration.Levels;
using ActorBackprop.Learning;
using ActorBackprop.Runs.Training;
using ActorBackprop.Runs;

namespace ActorBackprop.Cli.Commands;

/// <summary>The options that every setting gives rise to, and those that say where settings come from.</summary>
internal sealed class SettingOptions
{
    private readonly Option<string> _config = new("--config")
    {
        Description = "Configuration file, as config/train.jsonc; found beside the program too",
        HelpName = "FILE",
    };

    private readonly Option<string[]> _set = new("--set")
    {
        Description = "One setting by its key, as in --set learningRate=0.5; may be given often",
        HelpName = "key=value",
    };

    private readonly List<(Setting Setting, Option Option)> _settings = [];

    /// <summary>Adds them to a command.</summary>
    /// <param name="command">The command.</param>
    /// <param name="keys">The settings it has a use for; none stands for all.</param>
    public SettingOptions(Command command, params string[] keys)
    {
        if (keys.FirstOrDefault(key => Setting.All.All(setting => setting.Key != key)) is { } unknown)
            throw new ArgumentException($"there is no setting {unknown}", nameof(keys));
        foreach (var setting in Setting.All.Where(setting => keys.Length == 0 || keys.Contains(setting.Key)))
        {
            var option = OptionOf(setting);
            _settings.Add((setting, option));
            command.Options.Add(option);
        }
        command.Options.Add(_config);
        command.Options.Add(_set);
    }

    /// <summary>The configuration that a command line, the environment and files make.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="file">A file that takes the place of --config; null for none.</param>
    /// <param name="level">A level, whose settings all others overrule; null for none.</param>
    public ResolvedConfiguration Resolve(ParseResult parsed, string? file = null, Level? level = null)
    {
        if (parsed.GetValue(_config) is { } config)
            file = file is null
                ? ConfigFiles.Find(config)
                : throw new RunException(ExitCode.Usage, "--config and --resume exclude each other: a run goes on with its own configuration.");
        return ResolvedConfiguration.Resolve(file, EnvironmentVariables(), Flags(parsed), level);
    }

    /// <summary>The settings that a command line gives, in their order.</summary>
    public IReadOnlyList<Assignment> Flags(ParseResult parsed) =>
    [
        .. (parsed.GetValue(_set) ?? []).Select(text => Assignment.Parse(text, $"--set {Shown.Text(text)}")),
        .. from pair in _settings
           where parsed.GetResult(pair.Option) is { Implicit: false }
           select new Assignment(pair.Setting.Key, TextOf(parsed, pair.Option), FlagOf(pair.Setting)),
    ];

    /// <summary>The configuration file that a command line names; null for none.</summary>
    public string? File(ParseResult parsed) => parsed.GetValue(_config) is { } config ? ConfigFiles.Find(config) : null;

    /// <summary>All environment variables.</summary>
    public static Dictionary<string, string> EnvironmentVariables() =>
        Environment.GetEnvironmentVariables().Cast<System.Collections.DictionaryEntry>()
            .ToDictionary(entry => (string)entry.Key, entry => (string?)entry.Value ?? "");

    /// <summary>Returns the flag of a setting: --learning-rate.</summary>
    public static string FlagOf(Setting setting) => "--" + Names.Kebab(setting.Key);

    private static Option OptionOf(Setting setting)
    {
        var description = $"{setting.Description} [default: {setting.DefaultText}]";
        if (setting.IsSwitch) return new Option<bool>(FlagOf(setting)) { Description = description };
        var option = new Option<string>(FlagOf(setting)) { Description = description, HelpName = HintOf(setting) };
        option.CompletionSources.Add([.. setting.Choices]);
        return option;
    }

    private static string HintOf(Setting setting) =>
        setting.Choices.Count > 0 && setting.ValueHint == "NAME" ? string.Join('|', setting.Choices) : setting.ValueHint;

    private static string TextOf(ParseResult parsed, Option option) =>
        option is Option<bool> flag ? (parsed.GetValue(flag) ? "true" : "false") : parsed.GetValue((Option<string>)option) ?? "";
}
