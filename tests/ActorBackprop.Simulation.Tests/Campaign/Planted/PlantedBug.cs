namespace ActorBackprop.Simulation.Tests.Campaign.Planted;

/// <summary>A bug to be planted: the campaign must catch it in every mode in which it can occur.</summary>
/// <param name="Name">What goes wrong, as the documentation names it.</param>
/// <param name="Edits">What is changed.</param>
internal sealed record PlantedBug(string Name, params Edit[] Edits)
{
    /// <summary>The modes in which it can occur.</summary>
    public IReadOnlyList<string> Modes { get; private init; } = CampaignMode.Names;

    /// <summary>Returns the bug, of some modes alone.</summary>
    public PlantedBug OnlyIn(params string[] modes) => this with { Modes = [.. Modes.Intersect(modes)] };

    /// <summary>Returns the bug, of other modes than some.</summary>
    public PlantedBug NotIn(params string[] modes) => this with { Modes = [.. Modes.Except(modes)] };
}
