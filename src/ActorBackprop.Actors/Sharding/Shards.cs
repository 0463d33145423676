using ActorBackprop.Actors.Messages;
using ActorBackprop.Learning.Networks;
using ActorBackprop.Learning.Training;
using Akka.Actor;

namespace ActorBackprop.Actors.Sharding;

/// <summary>The shards of a parameter server, its children. A lone one would be a way there and back for nothing: then there are none.</summary>
internal sealed class Shards
{
    private readonly IActorRef[] _shards = [];
    private readonly ShardAnswers _answers;
    private Memory<float> _next;

    /// <summary>Starts them, where the server runs, and has it watch them.</summary>
    /// <param name="context">The server's.</param>
    /// <param name="state">What they are to share.</param>
    /// <param name="most">Shards that are wanted; of few parameters there are fewer.</param>
    public Shards(IActorContext context, TrainingState state, int most)
    {
        var slices = ParameterSlice.Cut(state.Parameters.Length, most);
        if (slices.Length > 1) _shards = [.. slices.Select(Start)];
        _answers = new ShardAnswers(_shards.Length);

        IActorRef Start(ParameterSlice slice, int number) => context.Watch(context.ActorOf(
            Props.Create<ParameterShard>(number, state.StepOf(slice), state.Steps).WithDispatcher(context.Props.Dispatcher), $"shard-{number}"));
    }

    /// <summary>How many there are: two or more, or none.</summary>
    public int Count => _shards.Length;

    /// <summary>Whether an actor is one of them.</summary>
    public bool Has(IActorRef actor) => _shards.Contains(actor);

    /// <summary>Has all of them take a step.</summary>
    public void Take(TakeShardStep work)
    {
        _answers.Begin(work.Minibatch.Step);
        _next = work.Next;
        foreach (var shard in _shards) shard.Tell(work);
    }

    /// <summary>Why an answer does not count; null if it does. Each shard speaks for itself alone.</summary>
    /// <param name="stepped">The answer.</param>
    /// <param name="sender">Whose it is.</param>
    public Refusal? Judge(ShardStepped stepped, IActorRef sender) =>
        _answers.Judge(stepped.Shard, stepped.Step) ?? (sender.Equals(_shards[stepped.Shard]) ? (Refusal?)null : Refusal.Foreign);

    /// <summary>One has answered.</summary>
    /// <param name="stepped">Its answer.</param>
    /// <param name="next">The next version.</param>
    /// <returns>Once all have answered, whether all of it is finite; null before, and for an answer that does not count.</returns>
    public bool? Answered(ShardStepped stepped, out Memory<float> next)
    {
        next = _next;
        return _answers.Take(stepped.Shard, stepped.Step, stepped.IsFinite);
    }
}
