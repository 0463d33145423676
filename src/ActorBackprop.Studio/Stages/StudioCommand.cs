namespace ActorBackprop.Studio.Stages;

/// <summary>Something that is wanted done: {"do":"crash","workers":[2]}, {"do":"pace","value":4}, {"do":"pause"}.</summary>
/// <param name="Do">What.</param>
/// <param name="Workers">To which workers; none where it concerns none.</param>
/// <param name="Value">How much, where there is a how much.</param>
/// <param name="Name">Which level or mode, where there is a which.</param>
public sealed record StudioCommand(string Do, IReadOnlyList<int>? Workers = null, double Value = 0, string Name = "");
