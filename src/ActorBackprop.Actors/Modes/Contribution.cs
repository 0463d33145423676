using ActorBackprop.Learning.Gradients;

namespace ActorBackprop.Actors.Modes;

/// <summary>A gradient that has come in and counts.</summary>
/// <param name="Worker">The number of who computed it.</param>
/// <param name="Part">What it is of.</param>
/// <param name="Version">The version of the parameters it was computed on.</param>
/// <param name="Sums">One for each node that covers the part, from left to right; none where it is still on its way.</param>
public sealed record Contribution(int Worker, MinibatchPart Part, long Version, IReadOnlyList<NodeSum> Sums);
