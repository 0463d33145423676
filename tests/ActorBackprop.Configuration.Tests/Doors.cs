
using ActorBackprop.Learning;

namespace ActorBackprop.Configuration.Tests;

/// <summary>The ways into a configuration, shortly.</summary>
internal static class Doors
{
    private static readonly Dictionary<string, string> Nothing = [];

    public static ResolvedConfiguration File(string json)
    {
        using var file = new TemporaryFile(json);
        return ResolvedConfiguration.Resolve(file.Path, Nothing, []);
    }

    /// <summary>Several variables, as name=value.</summary>
    public static ResolvedConfiguration Environment(params string[] variables) =>
        ResolvedConfiguration.Resolve(null, variables.ToDictionary(v => v.Split('=', 2)[0], v => v.Split('=', 2)[1]), []);

    /// <summary>Several flags, as --learning-rate=1.</summary>
    public static ResolvedConfiguration Flags(params string[] flags) =>
        ResolvedConfiguration.Resolve(null, Nothing, flags.Select(flag => flag.Split('=', 2)).Select(parts =>
            new Assignment(Setting.All.Single(setting => "--" + Names.Kebab(setting.Key) == parts[0]).Key, parts[1], parts[0])));

    /// <summary>Several --set, as learningRate=1.</summary>
    public static ResolvedConfiguration Sets(params string[] sets) =>
        ResolvedConfiguration.Resolve(null, Nothing, sets.Select(Assignment.Parse));

    /// <summary>The sentence a file is refused with, from the file's name on.</summary>
    public static string RefusalOfFile(string json) =>
        Refusal(() => File(json)) is var message && message.IndexOf("train.jsonc(", StringComparison.Ordinal) is >= 0 and var at
            ? message[at..]
            : message;

    public static string Refusal(Action resolve) => Assert.Throws<ConfigurationException>(resolve).Message;
}
