using ActorBackprop.Learning.Data;
using ActorBackprop.Learning.Networks;
using ActorBackprop.Learning.Optimizers;
using ActorBackprop.Learning.Reference;
using ActorBackprop.Learning.Training;

namespace ActorBackprop.Learning.Tests.Reference;

public sealed class ReferenceTrainerTests
{
    private static readonly TrainingPlan Plan = new()
    {
        Network = new Network([4, 3, 2], [Activation.Sigmoid, Activation.Sigmoid], Cost.Quadratic),
        Samples = 10,
        Minibatch = 4,
        Microbatch = 1,
        Epochs = 3,
        Seed = 2,
        Initializer = Initializer.Normal,
        Optimizer = new OptimizerOptions { LearningRate = 0.5f },
        Schedule = new LearningRateSchedule { Kind = ScheduleKind.Cosine, Samples = 30, WarmUp = 8, From = 0.25, Scale = 2 },
    };

    [Fact]
    public void The_reference_trainers_weights_stay_close_to_those_of_the_training()
    {
        var data = new Dataset([.. Enumerable.Range(0, 40).Select(i => (byte)(i * 37))], [0, 1, 0, 1, 1, 0, 0, 1, 1, 0], 2, 2, 2);
        var (reference, training) = (new ReferenceTrainer(Plan, data), new SequentialTrainer(Plan, data));
        for (var step = 0; step < 9; step++)
        {
            Assert.False(reference.IsCompleted);
            reference.Step();
            Assert.True(training.TryStep());
            var expected = CanonicalOrder.FromMemory(Plan.Network, training.State.Parameters.Span);
            var found = reference.Network.Weights
                .SelectMany((layer, l) => layer.SelectMany(row => row).Concat(reference.Network.Biases[l])).ToArray();
            Assert.Equal(expected.Length, found.Length);
            Assert.All(found.Zip(expected), pair => Assert.Equal(pair.Second, pair.First, 1e-6));
        }
        Assert.True(reference.IsCompleted && training.State.IsCompleted);
    }

    [Fact]
    public void The_reference_trainer_refuses_anything_but_plain_SGD() => Assert.Throws<ArgumentException>(() => new ReferenceTrainer(
        Plan with { Optimizer = new OptimizerOptions { Momentum = 0.5f } }, new Dataset(new byte[40], new byte[10], 2, 2, 2)));
}
