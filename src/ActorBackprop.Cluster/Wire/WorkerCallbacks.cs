using ActorBackprop.Actors.Messages;

namespace ActorBackprop.Cluster.Wire;

/// <summary>Whom the workers' end of a link calls, always from its receiving thread, so one after the other.</summary>
/// <param name="Compute">A part for a worker of this process, by its number.</param>
/// <param name="Cancel">A worker of this process, by its number, is to stop computing a part.</param>
/// <param name="Closed">The link has ended, and why, as a sentence without its end. The last call; none after Dispose.</param>
public sealed record WorkerCallbacks(Action<int, ComputeGradient> Compute, Action<int, CancelPart> Cancel, Action<string> Closed);
