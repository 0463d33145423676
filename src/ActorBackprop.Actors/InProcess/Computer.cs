using ActorBackprop.Actors.Messages;
using Akka.Actor;

namespace ActorBackprop.Actors.InProcess;

/// <summary>Computes the parts it receives, on its own thread.</summary>
/// <param name="computation">The computation.</param>
public sealed class Computer(InlineComputation computation) : UntypedActor
{
    /// <inheritdoc/>
    protected override void OnReceive(object message)
    {
        if (message is Job job) Compute(job);
        else Unhandled(message);
    }

    private void Compute(Job job)
    {
        try
        {
            computation.Compute(job.Work, job.ReplyTo, job.Cancel);
        }
        catch (Exception) // not one that the worker hears of as a failed part
        {
            job.ReplyTo.Tell(Kill.Instance); // as the exception would end a worker that computes itself; otherwise the worker would wait indefinitely
            throw;
        }
    }

    internal sealed record Job(ComputeGradient Work, IActorRef ReplyTo, CancellationToken Cancel);
}
