using ActorBackprop.Learning.Gradients;
using ActorBackprop.Learning.Tests.Support;
using ActorBackprop.Learning.Training;

namespace ActorBackprop.Learning.Tests.Compression;

/// <summary>Whole trainings whose gradients are compressed.</summary>
public sealed class CompressedTrainingTests
{
    public static TheoryData<string> All => ["float16", "qsgd", "one-bit", "top-k"];

    /// <summary>Gradients of an uncompressed training's own, microbatch by microbatch; residuals kept here; the steps that training's.</summary>
    [Fact]
    public void Each_step_uses_the_largest_numbers_of_gradient_plus_residual()
    {
        var (plan, data) = (GradientCompressionTests.With("top-k"), Some.Data(26));
        var trainer = new SequentialTrainer(plan, data);
        var plain = plan with { Compression = null };
        var (state, buffers) = (new TrainingState(plain), new GradientBuffers(plan.Network.ParameterLength));
        var gradient = new PartGradients(plain, data).Create(buffers);
        var residuals = Enumerable.Range(0, 4).Select(_ => new float[plan.Network.ParameterLength]).ToArray();
        while (!state.IsCompleted)
        {
            var minibatch = state.Oldest;
            var sum = new StepSum();
            for (var place = 0; place < minibatch.Microbatches; place++)
            {
                var computed = gradient.Compute(state.Parameters.Span, minibatch, new Part(place, place + 1))[0];
                Keep(computed.Gradient.Span, residuals[place], (int)Math.Round(0.1 * plan.Network.ParameterCount));
                sum.Add(minibatch, computed);
            }
            Assert.True(state.TryStep(sum, new float[plan.Network.ParameterLength]) & trainer.TryStep());
            Assert.Equal(state.Parameters.ToArray(), trainer.State.Parameters.ToArray());
        }
        Assert.True(trainer.State.IsCompleted);
    }

    [Theory, MemberData(nameof(All))]
    public void Resuming_after_any_step_gives_the_bits_of_the_undisturbed_run(string name)
    {
        var (plan, data) = (GradientCompressionTests.With(name) with { Epochs = 3 }, Some.Data(26));
        var expected = new SequentialTrainer(plan, data).Run().Snapshot();
        Assert.Equal(plan.HasResiduals ? 4 : 0, expected.Residuals.Count);
        for (var trainer = new SequentialTrainer(plan, data); !trainer.State.IsCompleted; Assert.True(trainer.TryStep()))
        {
            var resumed = new SequentialTrainer(plan, data, trainer.State.Snapshot()).Run().Snapshot();
            Assert.Equal(expected.Parameters, resumed.Parameters);
            Assert.Equal(expected.Residuals, resumed.Residuals);
        }
    }

    [Theory, MemberData(nameof(All))]
    public void Compressed_training_learns_and_ends_with_other_parameters(string name)
    {
        var data = Some.Data(300);
        var plan = Some.Plan(samples: 300, minibatch: 12, microbatch: 3, epochs: 30, rate: 1) with { Compression = GradientCompressionTests.With(name).Compression };
        var state = new SequentialTrainer(plan, data).Run();
        Assert.InRange(Evaluation.Of(plan.Network, state.Parameters.Span, data).Accuracy, 0.98, 1);
        Assert.NotEqual(new SequentialTrainer(plan with { Compression = null }, data).Run().Parameters.ToArray(), state.Parameters.ToArray());
    }

    /// <summary>Leaves the largest numbers of gradient and residual in the gradient, and the others in the residual.</summary>
    private static void Keep(Span<float> gradient, float[] residual, int count)
    {
        for (var i = 0; i < gradient.Length; i++) residual[i] += gradient[i];
        var places = residual.Select((value, place) => (value, place)).OrderByDescending(pair => Math.Abs(pair.value)).ThenBy(pair => pair.place)
            .Take(count).Select(pair => pair.place).ToHashSet();
        for (var i = 0; i < gradient.Length; i++) (gradient[i], residual[i]) = places.Contains(i) ? (residual[i], 0f) : (0f, residual[i]);
    }
}
