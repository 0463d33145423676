using ActorBackprop.Actors.Messages;
using Akka.Actor;

namespace ActorBackprop.Actors.InProcess;

/// <summary>Computes what it is handed, on the thread it runs on.</summary>
/// <param name="computation">Where.</param>
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
        catch (Exception) // none that its worker is told of as a failed part
        {
            job.ReplyTo.Tell(Kill.Instance); // as it would end one that computes itself; else it would wait for the answer for ever
            throw;
        }
    }

    internal sealed record Job(ComputeGradient Work, IActorRef ReplyTo, CancellationToken Cancel);
}
