using ActorBackprop.Learning.Data;
using ActorBackprop.Learning.Networks;
using ActorBackprop.Learning.Optimizers;
using ActorBackprop.Learning.Reference;
using ActorBackprop.Learning.Sampling;
using ActorBackprop.Learning.Tests.Support;
using ActorBackprop.Learning.Training;

namespace ActorBackprop.Learning.Tests.Training;

public sealed class SequentialTrainerTests
{
    [Fact]
    public void A_step_follows_the_references_mean_gradient_also_in_a_short_last_minibatch()
    {
        var (plan, data) = (Some.Plan(samples: 23, minibatch: 10, microbatch: 3, epochs: 1), Some.Data(23));
        var trainer = new SequentialTrainer(plan, data);
        var order = new SampleOrder(plan.Seed, 23).Epoch(0).ToArray();
        foreach (var (first, count) in new[] { (0, 10), (10, 10), (20, 3) })
        {
            var before = CanonicalOrder.FromMemory(plan.Network, trainer.State.Parameters.Span);
            Assert.True(trainer.TryStep());
            var after = CanonicalOrder.FromMemory(plan.Network, trainer.State.Parameters.Span);
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
    public void Resuming_after_any_step_gives_the_bits_of_the_undisturbed_run(OptimizerKind kind, float momentum)
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
    public void A_training_learns_a_learnable_data_set()
    {
        var (plan, data) = (Some.Plan(samples: 300, epochs: 30, rate: 1), Some.Data(300));
        var state = new SequentialTrainer(plan, data).Run();
        Assert.InRange(Evaluation.Of(plan.Network, state.Parameters.Span, data).Accuracy, 0.99, 1);
        Assert.Equal((300, 300), (state.Epoch.Samples, state.Epoch.Correct));
    }

    /// <summary>First where the step overflows, then where its numbers are finite and those of the next forward pass are not.</summary>
    [Theory]
    [InlineData(OptimizerKind.Sgd, 0, 3e38f, "update"), InlineData(OptimizerKind.Sgd, 0, 1e13f, "gradient")]
    [InlineData(OptimizerKind.Sgd, 0.9f, 3e38f, "update"), InlineData(OptimizerKind.Sgd, 0.9f, 1e13f, "gradient")]
    [InlineData(OptimizerKind.Adam, 0, 3e38f, "update"), InlineData(OptimizerKind.Adam, 0, 1e30f, "gradient")]
    public void A_diverging_training_reports_it_and_keeps_its_last_finite_step(OptimizerKind optimizer, float momentum, float rate, string what)
    {
        var plan = Some.Plan(optimizer: optimizer, momentum: momentum, rate: rate) with
        {
            Network = new Network([16, 9, 3], [Activation.Relu, Activation.Identity], Cost.Quadratic),
        };
        var trainer = new SequentialTrainer(plan, Some.Data(50));
        var before = trainer.State.Snapshot();
        for (; trainer.TryStep(); before = trainer.State.Snapshot()) Assert.False(trainer.State.IsCompleted);
        Assert.Equal($"the {what} of step {before.Steps} is not finite", trainer.State.Divergence);
        Assert.All(before.OptimizerState.Prepend(before.Parameters), numbers => Assert.All(numbers, number => Assert.True(float.IsFinite(number))));
        Assert.False(trainer.TryStep());
        var after = trainer.State.Snapshot();
        Assert.Equal((before.Steps, before.Epoch), (after.Steps, after.Epoch));
        Assert.Equal(before.Parameters, after.Parameters);
        Assert.Equal(before.OptimizerState, after.OptimizerState);
    }

    [Fact]
    public void A_cost_that_is_not_finite_is_a_divergence_even_if_all_derivatives_are_finite()
    {
        // An input of 1 and two weights of 3e38 overflow z; a − y and a · (a − y) stay within 1.
        var plan = Some.Plan(samples: 1, minibatch: 1) with { Network = new Network([2, 2], [Activation.Sigmoid], Cost.SigmoidCrossEntropy) };
        var parameters = CanonicalOrder.ToMemory(plan.Network, [3e38f, 3e38f, 0, 0, 0, 0]);
        var data = new Dataset([255, 255], [1], 1, 2, 2);
        var trainer = new SequentialTrainer(plan, data, new TrainingSnapshot(0, parameters, [], default));
        Assert.False(trainer.TryStep());
        Assert.Equal("the gradient of step 0 is not finite", trainer.State.Divergence);
    }

    [Fact]
    public void The_padding_stays_zero()
    {
        var plan = Some.Plan(optimizer: OptimizerKind.Adam, rate: 0.01f);
        var parameters = new SequentialTrainer(plan, Some.Data(50)).Run().Parameters.ToArray();
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
