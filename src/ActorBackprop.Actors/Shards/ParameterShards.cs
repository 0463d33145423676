using ActorBackprop.Actors.Messages;
using ActorBackprop.Learning.Networks;
using ActorBackprop.Learning.Training;
using Akka.Actor;

namespace ActorBackprop.Actors.Shards;

/// <summary>The shards of a parameter server, which are its children. With one shard there are none: the server takes the steps itself.</summary>
internal sealed class ParameterShards
{
    private readonly IActorRef[] _shards = [];
    private readonly ShardAnswers _answers;
    private Memory<float> _next;

    /// <summary>Starts the shards as children of the server, which watches them.</summary>
    /// <param name="context">The context of the server.</param>
    /// <param name="state">The state whose parameters they share.</param>
    /// <param name="most">The number of shards; fewer if there are few parameters.</param>
    public ParameterShards(IActorContext context, TrainingState state, int most)
    {
        var slices = ParameterSlice.Cut(state.Parameters.Length, most);
        if (slices.Length > 1) _shards = [.. slices.Select(Start)];
        _answers = new ShardAnswers(_shards.Length);

        IActorRef Start(ParameterSlice slice, int number) => context.Watch(context.ActorOf(
            Props.Create<ParameterShard>(number, state.StepOf(slice), state.Steps).WithDispatcher(context.Props.Dispatcher), $"shard-{number}"));
    }

    /// <summary>The number of shards: two or more, or none.</summary>
    public int Count => _shards.Length;

    /// <summary>Whether an actor is one of them.</summary>
    public bool Contains(IActorRef actor) => _shards.Contains(actor);

    /// <summary>Sends a step to all shards.</summary>
    public void Take(TakeShardStep work)
    {
        _answers.Begin(work.Step);
        _next = work.Next;
        foreach (var shard in _shards) shard.Tell(work);
    }

    /// <summary>Returns why an answer does not count; null if it does. A shard's answer counts from that shard only.</summary>
    /// <param name="stepped">The answer.</param>
    /// <param name="sender">The actor that sent it.</param>
    public Refusal? Judge(ShardStepped stepped, IActorRef sender) =>
        _answers.Judge(stepped.Shard, stepped.Step) ?? (sender.Equals(_shards[stepped.Shard]) ? (Refusal?)null : Refusal.Foreign);

    /// <summary>Records an answer.</summary>
    /// <param name="stepped">The answer.</param>
    /// <param name="next">The next version.</param>
    /// <returns>Once all have answered, whether all of it is finite; null before, and for an answer that does not count.</returns>
    public bool? Answered(ShardStepped stepped, out Memory<float> next)
    {
        next = _next;
        return _answers.Take(stepped.Shard, stepped.Step, stepped.IsFinite);
    }
}

/// <summary>
/// Tracks which shards have answered for the current step. The next version is complete when each of them has answered once for
/// that step.
/// </summary>
/// <param name="shards">The number of shards.</param>
internal sealed class ShardAnswers(int shards)
{
    private readonly bool[] _isIn = new bool[shards];
    private long _step = -1;
    private int _missing;
    private bool _isOpen, _isFinite;

    /// <summary>Begins a step.</summary>
    public void Begin(long step)
    {
        if (_isOpen) throw new InvalidOperationException($"step {_step} is not done");
        (_step, _missing, _isOpen, _isFinite) = (step, shards, true, true);
        Array.Clear(_isIn);
    }

    /// <summary>Returns why an answer does not count; null if it does.</summary>
    public Refusal? Judge(int shard, long step)
    {
        if (shard < 0 || shard >= shards || step > _step) return Refusal.Foreign;
        if (step < _step || !_isOpen) return Refusal.Late;
        return _isIn[shard] ? Refusal.Duplicate : null;
    }

    /// <summary>Records an answer; one that does not count changes nothing.</summary>
    /// <returns>With the last answer, whether all of the version is finite; null before.</returns>
    public bool? Take(int shard, long step, bool isFinite)
    {
        if (Judge(shard, step) is not null) return null;
        _isIn[shard] = true;
        _isFinite &= isFinite;
        if (--_missing > 0) return null;
        _isOpen = false;
        return _isFinite;
    }
}
