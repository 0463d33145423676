using ActorBackprop.Actors.InProcess;
using ActorBackprop.Actors.Messages;
using ActorBackprop.Actors.Tests.Support;
using ActorBackprop.Learning.Gradients;
using ActorBackprop.Learning.Networks;
using ActorBackprop.Learning.Reference;
using ActorBackprop.Learning.Sampling;
using Akka.Actor;

namespace ActorBackprop.Actors.Tests.Flows;

/// <summary>Assign, compute, gather, average, broadcast: one step, message by message.</summary>
public sealed class StepFlow : ServerTest
{
    [Fact]
    public void The_server_deals_averages_and_broadcasts_what_a_pencil_gets()
    {
        var workers = StartTraining(2);
        Observer.ExpectMsg<TrainingStarted>();
        var (first, second) = (workers[0].Gets(0, 0, 3), workers[1].Gets(0, 3, 5));
        Assert.Equal(OneWeight.Floats(1, 2), first.Parameters);
        Assert.True(first.Parameters.Equals(second.Parameters)); // the same memory
        Assert.Equal((Run, 0, 5), (first.Run, first.Minibatch.First, first.Minibatch.Samples));

        workers[0].Sends(new GradientComputed(Run, workers[0].Id, 0, new Part(0, 3), 0,
            [new NodeSum(new TreeNode(0, 3), OneWeight.Floats(w: 2, b: -8), Cost: 1.5, Correct: 2)], TimeSpan.FromMilliseconds(3)));
        workers[0].GetsNothing();
        workers[1].Sends(new GradientComputed(Run, workers[1].Id, 0, new Part(3, 5), 0,
            [new NodeSum(new TreeNode(3, 5), OneWeight.Floats(w: 3, b: -2), Cost: 0.25, Correct: 1)], TimeSpan.FromMilliseconds(4)));

        var told = Observer.ExpectMsg<StepCompleted>();
        Assert.Equal((1, 5, 1.75, 3), (told.Steps, told.Epoch.Samples, told.Epoch.Cost, told.Epoch.Correct));
        Assert.Equal([3L, 2L], told.Statistics.Workers.Select(worker => worker.Samples));
        Assert.Equal([3.0, 4.0], told.Statistics.Workers.Select(worker => worker.Compute.TotalMilliseconds));

        var (third, fourth) = (workers[0].Gets(1, 0, 3), workers[1].Gets(1, 3, 5));
        Assert.Equal(OneWeight.Floats(w: 1 - 0.5f / 5 * (2 + 3), b: 2 + 0.5f / 5 * (8 + 2)), third.Parameters); // w − η/n Σg
        Assert.True(third.Parameters.Equals(fourth.Parameters)); // the same memory
        Assert.Equal((5, 5), (third.Minibatch.First, third.Minibatch.Samples));
    }

    [Theory]
    [InlineData(2, 2), InlineData(0, 0.5f), InlineData(-1, 0.5f), InlineData(float.NaN, 0.5f)]
    [InlineData(float.PositiveInfinity, 0.5f), InlineData(float.NegativeInfinity, 0.5f)]
    public void A_new_learning_rate_counts_from_the_next_step_on_if_it_is_positive_and_finite(float rate, float counts)
    {
        var worker = StartTraining(1).Single();
        Server.Tell(new ChangeLearningRate(rate));
        Settle(Server);
        worker.Answers(worker.Gets(0, 0, 5), dw: 1, db: -1);
        Assert.Equal(OneWeight.Floats(w: 1 - counts / 5, b: 2 + counts / 5), worker.Gets(1, 0, 5).Parameters);
    }

    [Fact]
    public void The_uneven_last_minibatch_is_averaged_by_the_samples_it_has()
    {
        var plan = OneWeight.Plan() with { Samples = 7 };
        var workers = StartTraining(2, plan);
        Step(workers); // w = 1 − 2/10
        var (first, second) = (workers[0].Gets(1, 0, 1), workers[1].Gets(1, 1, 2));
        var w = first.Parameters.Span[OneWeight.W];
        workers[0].Answers(first, dw: 8);
        workers[1].Answers(second, dw: -4);
        Assert.Equal(7, Told<EpochCompleted>().Totals.Samples);
        Assert.Equal(w - 0.5f * (4f / 2), Told<TrainingEnded>().Snapshot.Parameters[OneWeight.W]);
    }

    [Fact]
    public void With_fewer_microbatches_than_workers_some_have_nothing_to_do()
    {
        var workers = StartTraining(7);
        for (var number = 0; number < OneWeight.Microbatches; number++) workers[number].Gets(0, number, number + 1);
        workers[5].GetsNothing();
        workers[6].GetsNothing();
    }

    [Fact]
    public void A_worker_answers_with_the_gradients_the_textbook_gets()
    {
        var network = new Network([4, 3, 2], [Activation.Sigmoid, Activation.Tanh], Cost.Quadratic);
        var plan = Trainings.Plan(network) with { Samples = 11, Minibatch = 11, Microbatch = 2 };
        var data = Trainings.Data(11, rows: 2, columns: 2, classes: 2);
        var (order, buffers) = (new SampleOrder(plan.Seed, plan.Samples), new GradientBuffers(network.ParameterLength));
        var computation = new InlineComputation(new PartGradient(network, data, order, buffers, plan.Microbatch));
        var worker = Sys.ActorOf(Props.Create<Worker>(0, new Incarnations(), TestActor, computation));
        ExpectMsg<RegisterWorker>();
        var parameters = ParameterInitialization.Draw(network, Initializer.Normal, seed: 5);

        worker.Tell(new ComputeGradient(Run, Minibatch.Of(plan, 0), new Part(2, 6), 0, parameters)); // samples 4 to 10 of the order
        var answer = ExpectMsg<GradientComputed>();

        Assert.Equal((Run, new WorkerId(0, 1), 0L, new Part(2, 6), 0L), (answer.Run, answer.Worker, answer.Step, answer.Part, answer.Version));
        Assert.Equal([new TreeNode(2, 3), new TreeNode(3, 6)], answer.Sums.Select(sum => sum.Node));
        var reference = ReferenceNetwork.FromCanonical(network, CanonicalOrder.FromMemory(network, parameters));
        for (var i = 0; i < 2; i++)
        {
            var samples = order.Epoch(0)[(i == 0 ? 4..6 : 6..11)].ToArray().Select(index => Trainings.Sample(data, index)).ToArray();
            var (mean, cost) = reference.MeanGradient(samples);
            var expected = mean.W.Zip(mean.B, (w, b) => w.SelectMany(row => row).Concat(b)).SelectMany(layer => layer).ToArray();
            var actual = CanonicalOrder.FromMemory(network, answer.Sums[i].Gradient.Span);
            Assert.Equal(expected.Length, actual.Length);
            for (var p = 0; p < actual.Length; p++) Assert.Equal(expected[p] * samples.Length, actual[p], 1e-5);
            Assert.Equal(cost * samples.Length, answer.Sums[i].Cost, 1e-5);
        }
    }
}
