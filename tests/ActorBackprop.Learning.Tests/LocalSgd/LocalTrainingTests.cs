using ActorBackprop.Learning.LocalSgd;
using ActorBackprop.Learning.Networks;
using ActorBackprop.Learning.Optimizers;
using ActorBackprop.Learning.Reference;
using ActorBackprop.Learning.Sampling;
using ActorBackprop.Learning.Tests.Support;
using ActorBackprop.Learning.Training;

namespace ActorBackprop.Learning.Tests.LocalSgd;

public sealed class LocalTrainingTests
{
    private const int Samples = 240;

    [Theory, InlineData(0f, false), InlineData(0.9f, false), InlineData(0f, true)]
    public void One_local_step_agrees_with_the_synchronous_training_over_a_hundred_steps(float momentum, bool isScheduled)
    {
        var optimizer = new OptimizerOptions { LearningRate = 0.5f, Momentum = momentum };
        var synchronous = Some.Plan(samples: Samples, minibatch: 24, microbatch: 3, epochs: 10) with
        {
            Optimizer = optimizer,
            Schedule = isScheduled
                ? new LearningRateSchedule { Kind = ScheduleKind.Cosine, Samples = 10 * Samples, WarmUp = 500, From = 0.02 }
                : LearningRateSchedule.Constant,
        };
        // Five replicas of 5, 5, 5, 5 and 4 samples: the average is weighted by them.
        var local = synchronous with { Microbatch = 5, Local = new LocalOptions(5) };

        var expected = new SequentialTrainer(synchronous, Some.Data(Samples)).Run();
        var actual = new SequentialTrainer(local, Some.Data(Samples)).Run();

        Assert.Equal((100, 100), (expected.Steps, actual.Steps));
        var begun = ParameterInitialization.Draw(synchronous.Network, synchronous.Initializer, synchronous.Seed);
        Assert.InRange(Farthest(begun, expected.Parameters.ToArray()), 0.1, 100); // else nothing was learned, and nothing compared
        Assert.InRange(Farthest(expected.Parameters.ToArray(), actual.Parameters.ToArray()), 0, 1e-5);
    }

    [Fact]
    public void A_round_is_the_average_of_replicas_that_each_took_their_own_steps()
    {
        // Two replicas, three steps each of 4 samples: rounds of 24.
        var plan = Some.Plan(samples: Samples, minibatch: 24, microbatch: 12) with { Local = new LocalOptions(4) };
        var trainer = new SequentialTrainer(plan, Some.Data(Samples));
        Assert.True(trainer.TryStep());

        var order = new SampleOrder(plan.Seed, Samples).Epoch(0).ToArray();
        var (one, other) = (Replica(order[..12], plan), Replica(order[12..24], plan));
        Assert.True(one.Zip(other).Max(pair => Math.Abs(pair.First - pair.Second)) > 1e-3, "the replicas went the same way");
        var average = CanonicalOrder.FromMemory(plan.Network, trainer.State.Parameters.Span);
        Assert.All(average, (parameter, i) => Assert.Equal((one[i] + other[i]) / 2, parameter, 1e-5));
    }

    [Theory, InlineData(Split.Iid), InlineData(Split.Pathological), InlineData(Split.Dirichlet)]
    public void Federated_averaging_learns(Split split)
    {
        var federation = new Federation(Clients: 12, PerRound: 4, Passes: 2, split, Concentration: 0.5);
        var plan = Some.Plan(samples: 160, minibatch: 160, microbatch: 40, epochs: 40) with
        {
            Images = Samples,
            Local = new LocalOptions(5) { Federation = federation },
        };
        var trainer = new SequentialTrainer(plan, Some.Data(Samples));
        Assert.True(trainer.TryStep());
        var first = trainer.State.Epoch;
        var last = trainer.Run().Epoch;
        Assert.Equal(160, last.Samples);
        Assert.True(last.Cost < 0.8 * first.Cost, $"{first.Cost} became {last.Cost}");
    }

    /// <summary>Where a replica's steps lead, in double precision, as the book has them. Canonical order.</summary>
    private static double[] Replica(int[] samples, TrainingPlan plan)
    {
        var begun = ParameterInitialization.Draw(plan.Network, plan.Initializer, plan.Seed);
        var network = ReferenceNetwork.FromCanonical(plan.Network, CanonicalOrder.FromMemory(plan.Network, begun));
        foreach (var batch in samples.Chunk(4))
        {
            var (mean, _) = network.MeanGradient([.. batch.Select(index => Some.Sample(Some.Data(Samples), index))]);
            for (var l = 0; l < mean.W.Length; l++)
                for (var j = 0; j < mean.W[l].Length; j++)
                {
                    for (var k = 0; k < mean.W[l][j].Length; k++) network.Weights[l][j][k] -= plan.Optimizer.LearningRate * mean.W[l][j][k];
                    network.Biases[l][j] -= plan.Optimizer.LearningRate * mean.B[l][j];
                }
        }
        return [.. GradientCase.Canonical(network.Weights, network.Biases)];
    }

    private static double Farthest(float[] one, float[] other) => one.Zip(other).Max(pair => Math.Abs(pair.First - pair.Second));
}
