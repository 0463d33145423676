using ActorBackprop.Actors.Protocol;
using Akka.Actor;

namespace ActorBackprop.Actors.InProcess;

/// <summary>Computes what it is handed, on the thread it runs on.</summary>
/// <param name="computation">Where.</param>
public sealed class Computer(InlineComputation computation) : UntypedActor
{
    /// <inheritdoc/>
    protected override void OnReceive(object message)
    {
        if (message is Job job) computation.Compute(job.Work, job.ReplyTo, job.Cancel);
        else Unhandled(message);
    }

    internal sealed record Job(ComputeGradient Work, IActorRef ReplyTo, CancellationToken Cancel);
}
