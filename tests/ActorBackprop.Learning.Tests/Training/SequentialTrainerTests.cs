using ActorBackprop.Learning.Networks;
using ActorBackprop.Learning.Optimization;
using ActorBackprop.Learning.Reference;
using ActorBackprop.Learning.Sampling;
using ActorBackprop.Learning.Tests.Support;
using ActorBackprop.Learning.Training;

namespace ActorBackprop.Learning.Tests.Training;

public sealed class SequentialTrainerTests
{
    [Fact]
    public void A_step_moves_against_the_references_mean_gradient_in_the_uneven_last_minibatch_too()
    {
        var (plan, data) = (Some.Plan(samples: 23, minibatch: 10, microbatch: 3, epochs: 1), Some.Data(23));
        var trainer = new SequentialTrainer(plan, data);
        var order = new SampleOrder(plan.Seed, 23).Epoch(0).ToArray();
        foreach (var (first, count) in new[] { (0, 10), (10, 10), (20, 3) })
        {
            var before = CanonicalOrder.FromMemory(plan.Network, trainer.State.Parameters);
            Assert.True(trainer.TryStep());
            var after = CanonicalOrder.FromMemory(plan.Network, trainer.State.Parameters);
            var (mean, _) = ReferenceNetwork.FromCanonical(plan.Network, before)
                .MeanGradient([.. order[first..(first + count)].Select(index => Some.Sample(data, index))]);
            var expected = GradientCase.Canonical(mean.W, mean.B);
            var found = before.Zip(after, (b, a) => ((double)b - a) / plan.Optimizer.LearningRate).ToArray();
            Assert.InRange(GradientCase.Error(found, expected), 0, 1e-4); // the difference of two floats, magnified by 1 / η
        }
        Assert.True(trainer.State.IsCompleted);
    }

    [Theory]
    [InlineData(OptimizerKind.Sgd, 0f), InlineData(OptimizerKind.Sgd, 0.9f), InlineData(OptimizerKind.Adam, 0f)]
    public void Going_on_from_any_step_gives_the_bits_of_the_undisturbed_run(OptimizerKind kind, float momentum)
    {
        var (plan, data) = (Some.Plan(samples: 37, optimizer: kind, momentum: momentum), Some.Data(37));
        var expected = new SequentialTrainer(plan, data).Run().Snapshot();
        var trainer = new SequentialTrainer(plan, data);
        while (!trainer.State.IsCompleted)
        {
            var resumed = new SequentialTrainer(plan, data, trainer.State.Snapshot()).Run().Snapshot();
            Assert.Equal(expected.Parameters, resumed.Parameters);
            Assert.Equal(expected.Epoch, resumed.Epoch);
            Assert.Equal(expected.OptimizerState, resumed.OptimizerState);
            trainer.TryStep();
        }
        Assert.Equal(8, expected.Steps);
    }

    [Fact]
    public void It_learns_what_can_be_learned()
    {
        var (plan, data) = (Some.Plan(samples: 300, epochs: 30, rate: 1), Some.Data(300));
        var state = new SequentialTrainer(plan, data).Run();
        Assert.InRange(Evaluation.Of(plan.Network, state.Parameters, data).Accuracy, 0.99, 1);
        Assert.Equal((300, 300), (state.Epoch.Samples, state.Epoch.Correct));
    }

    [Fact]
    public void A_training_that_diverges_says_so_and_changes_nothing()
    {
        var plan = Some.Plan(rate: 3e38f) with
        {
            Network = new Network([16, 9, 3], [Activation.Relu, Activation.Identity], Cost.Quadratic),
        };
        var trainer = new SequentialTrainer(plan, Some.Data(50));
        while (trainer.TryStep()) Assert.False(trainer.State.IsCompleted);
        var (steps, parameters) = (trainer.State.Steps, trainer.State.Parameters.ToArray());
        Assert.False(trainer.TryStep());
        Assert.Equal(steps, trainer.State.Steps);
        Assert.Equal(parameters, trainer.State.Parameters);
    }

    [Fact]
    public void The_padding_stays_zero()
    {
        var plan = Some.Plan(optimizer: OptimizerKind.Adam, rate: 0.01f);
        var parameters = new SequentialTrainer(plan, Some.Data(50)).Run().Parameters;
        Assert.Equal(parameters, CanonicalOrder.ToMemory(plan.Network, CanonicalOrder.FromMemory(plan.Network, parameters)));
    }

    [Fact]
    public void An_evaluation_counts_what_the_reference_counts()
    {
        var (plan, data) = (Some.Plan(), Some.Data(250));
        var parameters = Some.Parameters(new Random(6), plan.Network);
        var reference = ReferenceNetwork.FromCanonical(plan.Network, CanonicalOrder.FromMemory(plan.Network, parameters));
        var outputs = Enumerable.Range(0, 250).Select(i => reference.Forward(Some.Sample(data, i).X).A[^1]).ToArray();
        var found = Evaluation.Of(plan.Network, parameters, data);
        Assert.Equal(outputs.Where((a, i) => Array.IndexOf(a, a.Max()) == data.Label(i)).Count(), found.Correct);
        Assert.Equal(outputs.Select((a, i) => reference.Cost(a, Some.Sample(data, i).Y)).Average(), found.Cost, 1e-6);
    }
}
