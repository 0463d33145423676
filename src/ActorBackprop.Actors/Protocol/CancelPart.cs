using ActorBackprop.Learning.Gradients;

namespace ActorBackprop.Actors.Protocol;

/// <summary>
/// Server to worker: the gradient of this part is not wanted any more. A worker that is at it is idle from here on, if its
/// computation can be stopped; if not it computes in vain. Late, twice or lost it does no harm.
/// </summary>
/// <param name="Run">Which training.</param>
/// <param name="Step">Of which minibatch.</param>
/// <param name="Part">Which of its microbatches.</param>
/// <param name="Version">On which version of the parameters.</param>
public sealed record CancelPart(string Run, long Step, Part Part, long Version);
