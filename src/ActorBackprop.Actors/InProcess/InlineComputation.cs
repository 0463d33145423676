using ActorBackprop.Actors.Messages;
using ActorBackprop.Learning.Compression;
using ActorBackprop.Learning.Gradients;
using Akka.Actor;

namespace ActorBackprop.Actors.InProcess;

/// <summary>
/// Computes at once, on the worker's thread. That thread belongs to the training dispatcher, which has one thread per core: computing
/// does not delay other actors, and more workers than cores take turns.
/// </summary>
/// <param name="gradient">Computes.</param>
/// <param name="compression">Compresses what was computed; null for not at all. Default: null.</param>
public class InlineComputation(IPartGradient gradient, GradientCompression? compression = null) : IGradientComputation
{
    /// <inheritdoc/>
    public void Start(ComputeGradient work, IActorRef replyTo) => Compute(work, replyTo, CancellationToken.None);

    /// <summary>Computes as <see cref="Start"/> does, and checks for cancellation between passes.</summary>
    /// <returns>False if the part was cancelled: then the worker is told nothing.</returns>
    public virtual bool Compute(ComputeGradient work, IActorRef replyTo, CancellationToken cancel)
    {
        try
        {
            var sums = gradient.Compute(work.Parameters.Span, work.Minibatch, work.Part, cancel);
            if (compression is not null) sums = compression.Compress(work.Minibatch, work.Part, work.Version, sums);
            foreach (var sum in sums) _ = sum.IsFinite; // computed and kept now, while the sum is in the cache; the server asks later
            replyTo.Tell(new PartComputed(work, sums));
            return true;
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            return false;
        }
        catch (Exception cause) when (cause is not OutOfMemoryException)
        {
            replyTo.Tell(new PartFailed(work, cause));
            return true;
        }
    }
}
