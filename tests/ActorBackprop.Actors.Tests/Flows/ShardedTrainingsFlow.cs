using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using ActorBackprop.Actors.InProcess;
using ActorBackprop.Actors.Messages;
using ActorBackprop.Actors.Tests.Support;
using ActorBackprop.Learning.Networks;
using ActorBackprop.Learning.Optimizers;
using ActorBackprop.Learning.Training;
using Akka.Actor;

namespace ActorBackprop.Actors.Tests.Flows;

/// <summary>Any number of servers arrives at the sequential trainer's bits, and at each of its versions on the way.</summary>
public sealed class ShardedTrainingsFlow : TrainingTest
{
    /// <summary>Of sixteen floats each, the last one of eight: the network's 200.</summary>
    private const int MostSlices = 13;

    private static readonly Dictionary<string, OptimizerOptions> Optimizers = new()
    {
        ["sgd"] = new OptimizerOptions { LearningRate = 0.3f },
        ["momentum"] = new OptimizerOptions { LearningRate = 0.1f, Momentum = 0.9f },
        ["nesterov decayed"] = new OptimizerOptions { LearningRate = 0.1f, Momentum = 0.9f, Nesterov = true, WeightDecay = 0.02f },
        ["adam"] = new OptimizerOptions { LearningRate = 0.01f, Kind = OptimizerKind.Adam },
        ["adam decayed"] = new OptimizerOptions { LearningRate = 0.01f, Kind = OptimizerKind.Adam, WeightDecay = 0.02f },
    };

    public static TheoryData<int, string> Rows()
    {
        var rows = new TheoryData<int, string>();
        foreach (var servers in new[] { 1, 2, 3, 5, 100 })
            foreach (var optimizer in Optimizers.Keys) rows.Add(servers, optimizer);
        return rows;
    }

    [Theory, MemberData(nameof(Rows))]
    public void The_bits_are_the_sequential_trainers_at_every_version_a_worker_sees(int servers, string optimizer)
    {
        var plan = Trainings.Plan() with { Optimizer = Optimizers[optimizer] };
        var seen = new ConcurrentBag<(long Version, string Parameters)>();
        var server = InProcessHost.Start(Sys, Settings(3) with { Servers = servers }, new ServerPeers([TestActor]), plan, Data, null,
            (_, inner) => new Watched(inner, seen));
        AssertSequential(plan, End());

        var versions = new List<string>();
        for (var trainer = new SequentialTrainer(plan, Data); !trainer.State.IsCompleted; Assert.True(trainer.TryStep()))
            versions.Add(Hash(trainer.State.Parameters));
        Assert.All(seen, each => Assert.Equal(versions[(int)each.Version], each.Parameters));
        Assert.Equal(plan.Steps, seen.Select(each => each.Version).Distinct().Count());

        Assert.Equal(servers == 1 ? 0 : Math.Min(servers, MostSlices), ((ActorRefWithCell)server).Children.Count());
        Assert.All(ParameterSlice.Cut(plan.Network.ParameterLength, servers), slice => Assert.True(slice.Length > 0));
    }

    [Theory, InlineData(1), InlineData(2), InlineData(5)]
    public void A_run_begun_with_three_servers_resumes_with_another_number(int servers)
    {
        var plan = Trainings.Plan() with { Epochs = 3, Optimizer = Optimizers["adam decayed"], Schedule = Trainings.Schedule };
        TrainingSnapshot snapshot;
        using (var before = ActorSystem.Create("before", Sys.Settings.Config))
        {
            var observer = CreateTestProbe(before);
            InProcessHost.Start(before, Settings(2) with { Servers = 3, CheckpointEverySteps = 7 }, new ServerPeers([], null, observer.Ref), plan, Data);
            snapshot = observer.ExpectMsg<StoreSnapshot>().Snapshot;
        }
        Assert.Equal(7, snapshot.Steps);
        StartTraining(plan, workers: 2, from: snapshot, servers: servers);
        var ended = End();
        Assert.Equal(TrainingEnd.Completed, ended.End);
        AssertSameBits(Sequential(plan), ended.Snapshot);
    }

    private static string Hash(ReadOnlyMemory<float> parameters) =>
        Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(MemoryMarshal.AsBytes(parameters.Span)));

    /// <summary>Takes note of the parameters before the part is computed.</summary>
    private sealed class Watched(IGradientComputation inner, ConcurrentBag<(long, string)> seen) : IGradientComputation
    {
        public void Start(ComputeGradient work, IActorRef replyTo)
        {
            seen.Add((work.Version, Hash(work.Parameters)));
            inner.Start(work, replyTo);
        }
    }
}
