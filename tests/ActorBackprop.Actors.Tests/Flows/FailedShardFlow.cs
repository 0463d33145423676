using ActorBackprop.Actors.Messages;
using ActorBackprop.Actors.Shards;
using ActorBackprop.Actors.Tests.Support;
using ActorBackprop.Learning.Gradients;
using ActorBackprop.Learning.Networks;
using ActorBackprop.Learning.Optimizers;
using ActorBackprop.Learning.Sampling;
using ActorBackprop.Learning.Training;
using Akka.Actor;

namespace ActorBackprop.Actors.Tests.Flows;

public sealed class FailedShardFlow : ShardedTest
{
    private static readonly OptimizerOptions Momentum = new() { LearningRate = 0.5f, Momentum = 0.5f };

    [Theory, InlineData(false), InlineData(true)]
    public void A_shard_that_has_failed_ends_the_run_with_the_last_whole_version(bool inTheMiddleOfAStep)
    {
        var worker = StartSharded(1).Single();
        Answers(worker, worker.Gets(), 10, 10, 10);
        var work = worker.Gets(1, 0, 5);
        if (inTheMiddleOfAStep)
        {
            Hold(1);
            Answers(worker, work, 10, 10, 10);
            SettleShards(0, 2);
            Sys.Stop(Shard(1));
            Release(1);
        }
        else // a gradient is missing: it throws
            Shard(1).Tell(new TakeShardStep(work.Minibatch.Step, Unfinished(), work.Parameters, new float[40]), ActorRefs.Nobody);
        var ended = Told<TrainingEnded>();
        Assert.Equal((TrainingEnd.Failed, "the actor shard-1 has failed", 1L), (ended.End, ended.Why, ended.Snapshot.Steps));
        Has(ended.Snapshot.Parameters, 0, 1, 2);
        worker.GetsNothing();
    }

    [Theory, InlineData(0), InlineData(1), InlineData(2)]
    public void A_gradient_that_overflows_in_one_slice_moves_no_slice_and_no_state(int slice)
    {
        var workers = StartSharded(2, ThreeSlices.Plan() with { Optimizer = Momentum }, ThreeSlices.Beginning(states: 1), store: true);
        var first = workers.Select(worker => worker.Gets()).ToArray();
        foreach (var (worker, work) in workers.Zip(first)) Answers(worker, work, 5, 5, 5);
        foreach (var (worker, work) in workers.Zip(workers.Select(worker => worker.Gets()).ToArray()))
            Answers(worker, work, slice == 0 ? float.MaxValue : 1, slice == 1 ? float.MaxValue : 1, slice == 2 ? float.MaxValue : 1);
        EndsDiverged("the gradient of step 1 is not finite", [0, 1, 2], [2, 2, 2]);
        Assert.All(workers, worker => worker.GetsNothing());
    }

    [Theory, InlineData(0), InlineData(1), InlineData(2)]
    public void An_update_that_overflows_in_one_slice_moves_no_slice_and_no_state(int slice)
    {
        var options = Momentum with { LearningRate = 1e30f };
        var worker = StartSharded(1, ThreeSlices.Plan() with { Optimizer = options }, ThreeSlices.Beginning(states: 1), store: true).Single();
        Answers(worker, worker.Gets()); // a step of nothing
        Answers(worker, worker.Gets(), slice == 0 ? 1e10f : 1, slice == 1 ? 1e10f : 1, slice == 2 ? 1e10f : 1);
        EndsDiverged("the update of step 1 is not finite", [1, 2, 3], [0, 0, 0]);
        worker.GetsNothing();
    }

    [Fact]
    public void A_shard_takes_each_step_once_and_none_that_is_behind_it()
    {
        var plan = ThreeSlices.Plan();
        var state = new TrainingState(plan, ThreeSlices.Beginning() with { Steps = 2 });
        var shard = Sys.ActorOf(Props.Create<ParameterShard>(1, state.StepOf(new ParameterSlice(16, 32)), state.Steps));
        var sum = new StepSum();
        sum.Add(new Minibatch(0, 0, 0, 5, 5), new NodeSum(new TreeNode(0, 1), ThreeSlices.Floats(10, 10, 10), 0, 0));
        state.BeginStep();
        var next = Take(2);
        Assert.Equal(new ShardStepped(1, 2, true), ExpectMsg<ShardStepped>());
        Has(next, 0, 1, 0); // its slice, and no other
        Has(Take(2), 0, 0, 0);
        Has(Take(1), 0, 0, 0);
        Has(Take(3), 0, 1, 0);
        Assert.Equal(3, ExpectMsg<ShardStepped>().Step);

        float[] Take(long step)
        {
            var next = new float[40];
            shard.Tell(new TakeShardStep(step, sum, state.Parameters, next), TestActor);
            Settle(shard);
            return next;
        }
    }

    private static StepSum Unfinished()
    {
        var sum = new StepSum();
        sum.Add(new Minibatch(0, 0, 0, 2, 1), new NodeSum(new TreeNode(0, 1), ThreeSlices.Floats(0, 0, 0), 0, 0));
        return sum;
    }

    private void EndsDiverged(string why, float[] parameters, float[] velocity)
    {
        var stored = Store.ExpectMsg<StoreSnapshot>().Snapshot;
        Server.Tell(new SnapshotStored(stored.Steps));
        var ended = Told<TrainingEnded>();
        Assert.Equal((TrainingEnd.Diverged, why, 1L, 1L), (ended.End, ended.Why, ended.Snapshot.Steps, stored.Steps));
        foreach (var snapshot in new[] { stored, ended.Snapshot })
        {
            Has(snapshot.Parameters, parameters);
            Has(Assert.Single(snapshot.OptimizerState), velocity);
        }
    }
}
