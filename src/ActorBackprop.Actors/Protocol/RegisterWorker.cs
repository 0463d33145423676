namespace ActorBackprop.Actors.Protocol;

/// <summary>
/// Worker to server: I am here and have nothing to do. Sent at the start and once a second for as long as there is no
/// work, so that a lost one does no harm. Safe twice and late.
/// </summary>
/// <param name="Worker">Who.</param>
/// <param name="Heard">The step of the last part it was dealt; −1 before the first. A server that waits for an answer to
/// that very part knows from it that the answer was lost.</param>
public sealed record RegisterWorker(WorkerId Worker, long Heard);
