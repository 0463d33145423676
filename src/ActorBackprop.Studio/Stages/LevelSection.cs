using ActorBackprop.Configuration;
using ActorBackprop.Configuration.Levels;

namespace ActorBackprop.Studio.Stages;

/// <summary>The levels that ship, as the page lists them.</summary>
internal static class LevelSection
{
    private static readonly Dictionary<string, string> NoEnvironment = [];

    /// <summary>All of them: name, title, what is to be seen, what is to be reached, and whether the page may begin it.</summary>
    public static object[] All => [.. Level.Names.Select(name => (Name: name, Level: Level.Find(name))).Select(one => new
    {
        one.Name,
        one.Level.Title,
        one.Level.About,
        one.Level.Goal,
        begins = ResolvedConfiguration.Resolve(null, NoEnvironment, [], one.Level).Settings.Workers <= Encore.MostWorkers,
    })];
}
