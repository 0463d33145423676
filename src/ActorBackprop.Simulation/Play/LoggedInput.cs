using ActorBackprop.Simulation.Worlds;

namespace ActorBackprop.Simulation.Play;

/// <summary>An input by hand, and where in the game it was given: from seed and inputs the game replays.</summary>
/// <param name="Tick">In which tick.</param>
/// <param name="Turn">After how many happenings since the beginning.</param>
/// <param name="At">At what virtual time.</param>
/// <param name="Input">What was done.</param>
public sealed record LoggedInput(long Tick, long Turn, TimeSpan At, WorldInput Input);
