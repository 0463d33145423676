using System.CommandLine;
using ActorBackprop.Configuration;

namespace ActorBackprop.Cli.Commands;

/// <summary>actorbackprop config: print, validate, schema.</summary>
internal static class ConfigCommand
{
    public static Command Create()
    {
        var schema = new Command("schema", "Prints the JSON schema of configuration files");
        schema.SetAction(_ => Console.WriteLine(Setting.FileSchema()));
        return new("config", "Shows and checks configurations") { Print(), Validate(), schema };
    }

    private static Command Print()
    {
        var command = new Command("print", "Prints the configuration that the same flags would give train");
        var settings = new SettingOptions(command);
        var origins = Flags.Switch("--origins", "Show where each value comes from");
        command.Add(origins);
        command.SetAction(parsed =>
        {
            var resolved = settings.Resolve(parsed);
            if (parsed.GetValue(origins)) PrintOrigins(resolved);
            else Console.Write(resolved.ToJson());
        });
        return command;
    }

    private static void PrintOrigins(ResolvedConfiguration resolved)
    {
        var width = Setting.All.Max(setting => setting.TextOf(resolved.Settings).Length); // a path may be long
        foreach (var setting in Setting.All)
            Console.WriteLine($"{setting.Key,-22}{setting.TextOf(resolved.Settings).PadRight(width)}  {resolved.Origins[setting.Key]}");
    }

    private static Command Validate()
    {
        Argument<string> file = new("FILE") { Description = "A configuration file" };
        var command = new Command("validate", "Checks a configuration file") { file };
        command.SetAction(parsed =>
        {
            var path = ConfigFiles.Find(parsed.GetRequiredValue(file));
            ResolvedConfiguration.Resolve(path, new Dictionary<string, string>(), []);
            Console.WriteLine($"{path} is a valid configuration.");
        });
        return command;
    }
}
