using ActorBackprop.Lab.Collecting;
using ActorBackprop.Lab.Experiments;
using ActorBackprop.Runs.Training;

namespace ActorBackprop.Lab.Sweeping;

/// <summary>What a run of a sweep came to.</summary>
/// <param name="Number">Which, from 1.</param>
/// <param name="Point">What it was.</param>
/// <param name="State">How far it has come.</param>
/// <param name="Code">What it ended with.</param>
/// <param name="Why">A sentence, where it failed; else nothing.</param>
/// <param name="IsKept">Whether it was there already.</param>
/// <param name="Summary">What it left; null where it left nothing.</param>
public sealed record SweptRun(int Number, Point Point, RunState State, ExitCode Code, string Why, bool IsKept, RunSummary? Summary);
