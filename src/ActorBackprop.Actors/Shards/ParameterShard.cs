using ActorBackprop.Actors.Messages;
using ActorBackprop.Learning.Training;
using Akka.Actor;

namespace ActorBackprop.Actors.Shards;

/// <summary>
/// Owns a slice of the parameters and of the optimizer's state: nobody else writes it. Takes each step on it when its
/// parameter server says that all gradients are in, beside the other shards. If it fails, so does the training.
/// </summary>
public sealed class ParameterShard : UntypedActor
{
    private readonly int _number;
    private readonly SliceStep _step;
    private long _last;

    /// <summary>A shard.</summary>
    /// <param name="number">Which, from 0.</param>
    /// <param name="step">What carries out the steps on its slice.</param>
    /// <param name="steps">Steps completed.</param>
    public ParameterShard(int number, SliceStep step, long steps) => (_number, _step, _last) = (number, step, steps - 1);

    /// <inheritdoc/>
    protected override void OnReceive(object message)
    {
        if (message is not TakeShardStep work)
        {
            Unhandled(message);
            return;
        }
        if (work.Step <= _last) return; // taken: its memory may be a version by now, under a worker's eyes
        _last = work.Step;
        Sender.Tell(new ShardStepped(_number, _last, _step.TryTake(work.Sum, work.Parameters.Span, work.Next.Span)));
    }
}
