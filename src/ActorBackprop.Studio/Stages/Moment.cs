using ActorBackprop.Runs.Training;

namespace ActorBackprop.Studio.Stages;

/// <summary>A game as it was: its picture, its parameters, and the exact place to play to, to be there again.</summary>
/// <param name="Place">Where.</param>
/// <param name="Step">Steps completed by then.</param>
/// <param name="Inputs">Inputs by hand that were given by then.</param>
/// <param name="EventsSha256">The event log's chain of hashes up to it.</param>
/// <param name="Weights">The parameters; null where nothing is learned.</param>
/// <param name="Sections">The sections of its frame.</param>
public sealed record Moment(GamePlace Place, long Step, int Inputs, string EventsSha256, Weights? Weights,
    IReadOnlyList<(string Name, object? Content)> Sections);
