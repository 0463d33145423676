namespace ActorBackprop.Configuration.Levels;

/// <summary>One setting of a world, for people to read about.</summary>
/// <param name="Path">Where it stands in a level's "world": links.latencySeconds; script[].do in each item of a list.</param>
/// <param name="Description">What it is, in a sentence without the full stop.</param>
/// <param name="Values">What may stand there.</param>
/// <param name="Default">What it is when it is left out; nothing where it cannot be.</param>
public sealed record WorldSetting(string Path, string Description, string Values, string Default)
{
    /// <summary>All of them, in the order in which they are written.</summary>
    public static IReadOnlyList<WorldSetting> All { get; } = [.. WorldTable.World.Rows("", "", new(), isRequired: false)];
}
