using ActorBackprop.Actors.Messages;
using ActorBackprop.Learning.Training;
using Akka.Actor;

namespace ActorBackprop.Actors.Shards;

/// <summary>
/// Owns a slice of the parameters and of the optimizer's state: no other actor writes it. Takes each step on it when the parameter
/// server has all gradients, at the same time as the other shards. If it fails, the training fails.
/// </summary>
public sealed class ParameterShard : UntypedActor
{
    private readonly int _number;
    private readonly SliceStep _step;
    private long _last;

    /// <summary>Creates a shard.</summary>
    /// <param name="number">Its number, from 0.</param>
    /// <param name="step">Takes the steps on its slice.</param>
    /// <param name="steps">The number of steps taken before.</param>
    public ParameterShard(int number, SliceStep step, long steps) => (_number, _step, _last) = (number, step, steps - 1);

    /// <inheritdoc/>
    protected override void OnReceive(object message)
    {
        if (message is not TakeShardStep work)
        {
            Unhandled(message);
            return;
        }
        if (work.Step <= _last) return; // taken before: its memory may be a version that a worker reads
        _last = work.Step;
        Sender.Tell(new ShardStepped(_number, _last, _step.TryTake(work.Sum, work.Parameters.Span, work.Next.Span)));
    }
}
