using ActorBackprop.Actors.Messages;
using ActorBackprop.Actors.Modes;
using ActorBackprop.Learning.Training;
using Akka.Actor;

namespace ActorBackprop.Actors.Tests.Support;

/// <summary>A parameter server with three shards. The test may hold any of them, so that it answers late.</summary>
public abstract class ShardedTest : ServerTest
{
    private readonly IActorRef[] _shards = new IActorRef[ThreeSlices.Shards];

    private protected PlayedWorker[] StartSharded(int workers, TrainingPlan? plan = null, TrainingSnapshot? from = null, bool store = false,
        int minWorkers = 1, TimeSpan workerPatience = default, IConsistencyMode? mode = null)
    {
        var played = StartTraining(workers, plan ?? ThreeSlices.Plan(), from ?? ThreeSlices.Beginning(), store: store, minWorkers: minWorkers,
            workerPatience: workerPatience, servers: _shards.Length, mode: mode);
        Settle(Server); // it has children now
        for (var shard = 0; shard < _shards.Length; shard++)
        {
            Sys.ActorSelection(Server.Path / $"shard-{shard}").Tell(new Identify(null), TestActor);
            _shards[shard] = ExpectMsg<ActorIdentity>().Subject ?? throw new InvalidOperationException($"there is no shard {shard}");
        }
        return played;
    }

    private protected IActorRef Shard(int number) => _shards[number];

    /// <summary>From here on the shard handles nothing.</summary>
    private protected void Hold(int shard) => ((IInternalActorRef)Shard(shard)).Suspend();

    private protected void Release(int shard) => ((IInternalActorRef)Shard(shard)).Resume(null);

    private protected static void Answers(PlayedWorker worker, ComputeGradient work, float first = 0, float second = 0, float third = 0) =>
        worker.Sends(ThreeSlices.Answer(work, worker.Id, first, second, third));

    /// <summary>The server has told the shards, all but those held have answered, and the server has handled that.</summary>
    private protected void SettleShards(params int[] free)
    {
        Settle(Server);
        foreach (var shard in free) Settle(Shard(shard));
        Settle(Server);
    }

    private protected static void Has(ReadOnlyMemory<float> parameters, params float[] expected) =>
        Assert.Equal(expected, ThreeSlices.Places.Select(place => parameters.Span[place]));
}
