namespace ActorBackprop.Runs.Checkpoints;

/// <summary>What was found to go on from.</summary>
/// <param name="Checkpoint">The newest usable checkpoint.</param>
/// <param name="Path">Its file.</param>
/// <param name="Refused">A sentence for each newer file that had to be passed over, newest first; mostly none.</param>
public sealed record LoadedCheckpoint(Checkpoint Checkpoint, string Path, IReadOnlyList<string> Refused);
