using ActorBackprop.Actors.InProcess;
using ActorBackprop.Actors.Messages;
using ActorBackprop.Actors.Tests.Support;
using ActorBackprop.Learning.Gradients;
using ActorBackprop.Learning.Networks;
using ActorBackprop.Learning.Optimizers;
using ActorBackprop.Learning.Sampling;
using ActorBackprop.Learning.Training;
using Akka.Actor;

namespace ActorBackprop.Actors.Tests.Flows;

/// <summary>Crashes, and links that repeat and delay, change no bit.</summary>
public sealed class FaultyTrainingsFlow : TrainingTest
{
    private static readonly TrainingPlan Plan = Trainings.Plan(Cost.SoftmaxCrossEntropy) with
    {
        Microbatch = 1,
        Optimizer = new OptimizerOptions { LearningRate = 0.1f, Momentum = 0.9f },
    };

    [Fact]
    public void One_crash_in_the_middle_of_a_part_costs_nothing_but_time()
    {
        var left = 1;
        var crashes = new Crashes((number, work) => number == 1 && work.Minibatch.Step == 3 && left-- > 0);
        StartTraining(Plan, workers: 3, crashes: crashes);
        var lost = (WorkerLost)FishForMessage(static fact => fact is WorkerLost);
        Assert.Equal(new WorkerId(1, 1), lost.Worker);
        var ended = End();
        Assert.Equal((1, 1), (crashes.Count, ended.Statistics.WorkersLost));
        AssertSequential(Plan, ended);
        Assert.All(ended.Statistics.Workers, worker => Assert.True(worker.Samples > 0));
    }

    [Theory]
    [InlineData(1, 1), InlineData(2, 2), InlineData(3, 3), InlineData(4, 5), InlineData(5, 8)]
    public void Workers_that_crash_again_and_again_change_no_bit(int seed, int workers)
    {
        var crashes = Crashes.Seeded(seed, workers);
        StartTraining(Plan, workers, crashes: crashes);
        var ended = End();
        Assert.True(crashes.Count >= 5, $"seed {seed}: {crashes.Count} crashes");
        Assert.Equal(crashes.Count, ended.Statistics.WorkersLost);
        AssertSequential(Plan, ended, $"seed {seed}");
        Assert.All(ended.Statistics.Workers, worker => Assert.True(worker.Samples > 0, $"seed {seed}: {worker} had nothing"));
    }

    [Fact]
    public void A_worker_that_crashes_at_every_part_stops_and_the_others_do_its_work()
    {
        var crashes = new Crashes(static (number, _) => number == 1);
        StartTraining(Plan, workers: 3, crashes: crashes);
        var ended = End();
        Assert.Equal((InProcessHost.MaxRestarts + 1, InProcessHost.MaxRestarts + 1), (crashes.Count, ended.Statistics.WorkersLost));
        AssertSequential(Plan, ended);
        Assert.Equal(0, ended.Statistics.Workers[1].Samples);
    }

    [Fact]
    public void When_every_worker_crashes_at_every_part_the_run_ends()
    {
        StartTraining(Plan, workers: 2, crashes: new Crashes(static (_, _) => true));
        var ended = End();
        Assert.Equal((TrainingEnd.WorkersLost, 0L), (ended.End, ended.Snapshot.Steps));
    }

    [Theory]
    [InlineData(1, 1, false), InlineData(2, 2, false), InlineData(3, 3, false), InlineData(4, 5, true), InlineData(5, 8, true)]
    public void Messages_that_come_twice_late_and_out_of_order_change_no_bit(int seed, int workers, bool crashing)
    {
        var crashes = crashing ? Crashes.Seeded(seed, workers) : new Crashes(static (_, _) => false);
        StartLinked(Plan, seed, workers, crashes);
        var ended = End();
        var refused = ended.Statistics.Refused;
        AssertSequential(Plan, ended, $"seed {seed}");
        Assert.True(refused[Refusal.Late] > 5, $"seed {seed}: {refused[Refusal.Late]} late");
        Assert.True(workers == 1 || refused[Refusal.Duplicate] > 5, $"seed {seed}: {refused[Refusal.Duplicate]} duplicates");
        Assert.Equal(0, refused[Refusal.Foreign] + refused[Refusal.Misshapen] + refused[Refusal.NonFinite]);
        Assert.Equal(crashing, crashes.Count > 0);
    }

    /// <summary>As the in-process host does it, but with a link before each worker.</summary>
    private void StartLinked(TrainingPlan plan, int seed, int workers, Crashes crashes)
    {
        var (buffers, order) = (new GradientBuffers(plan.Network.ParameterLength), new SampleOrder(plan.Seed, plan.Samples));
        var incarnations = new Incarnations();
        var server = Sys.ActorOf(Props.Create<ParameterServer>(Settings(workers), new ServerPeers([TestActor]), new TrainingState(plan), buffers));
        var team = Enumerable.Range(0, workers).Select(number =>
        {
            var link = Sys.ActorOf(Props.Create<UnreliableLink>(server, seed * 1000 + number));
            var computation = new InlineComputation(new PartGradient(plan.Network, Data, order, buffers, plan.Microbatch));
            return Props.Create<Worker>(number, incarnations, link, crashes.Around(number, computation));
        }).ToArray();
        Sys.ActorOf(Props.Create<WorkerTeam>(InProcessHost.MaxRestarts, team));
    }
}
