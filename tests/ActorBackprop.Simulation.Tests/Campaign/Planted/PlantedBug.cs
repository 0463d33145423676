namespace ActorBackprop.Simulation.Tests.Campaign.Planted;

/// <summary>A bug to be planted: the campaign must catch it, or it catches none of its kind.</summary>
/// <param name="Name">What goes wrong, as the documentation names it.</param>
/// <param name="Edits">What is changed.</param>
internal sealed record PlantedBug(string Name, params Edit[] Edits);
