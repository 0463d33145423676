using ActorBackprop.Runs.Training;
using ActorBackprop.Simulation.Play;

namespace ActorBackprop.Studio.Stages;

/// <summary>A game that was played up to now, for another one to be made of.</summary>
/// <param name="Start">How it began.</param>
/// <param name="Directory">The directory of its run.</param>
/// <param name="IsReplay">Whether that is an earlier run's, where nothing is written.</param>
/// <param name="Inputs">What was done by hand, those included that are still to be given again.</param>
internal sealed record PlayedGame(RunStart Start, string Directory, bool IsReplay, IReadOnlyList<LoggedInput> Inputs);
