using ActorBackprop.Learning.Data;
using ActorBackprop.Learning.Networks;
using ActorBackprop.Learning.Optimizers;
using ActorBackprop.Learning.Training;

namespace ActorBackprop.Actors.Tests.Support;

/// <summary>Small trainings that run for real.</summary>
internal static class Trainings
{
    /// <summary>With 10, 127 and 128 to a minibatch, an epoch's last one is uneven.</summary>
    public const int Samples = 303;

    /// <summary>Another rate in each step of two epochs.</summary>
    public static LearningRateSchedule Schedule { get; } = new() { Kind = ScheduleKind.Cosine, Samples = 2 * Samples, WarmUp = 200, From = 0.1 };

    public static TrainingPlan Plan(Network network) => new()
    {
        Network = network,
        Samples = Samples,
        Minibatch = 10,
        Microbatch = TrainingPlan.DefaultMicrobatch(10),
        Epochs = 2,
        Seed = 20,
        Initializer = Initializer.InverseSqrt,
        Optimizer = new OptimizerOptions { LearningRate = 0.3f },
    };

    public static TrainingPlan Plan(Cost cost = Cost.Quadratic) => Plan(new Network([16, 7, 3],
        [Activation.Sigmoid, cost == Cost.SoftmaxCrossEntropy ? Activation.Softmax : Activation.Sigmoid], cost));

    /// <summary>Noise, brighter where the class says: a little can be learned of it.</summary>
    public static Dataset Data(int samples = Samples, int rows = 4, int columns = 4, int classes = 3)
    {
        var random = new Random(42);
        var (pixels, labels) = (new byte[samples * rows * columns], new byte[samples]);
        random.NextBytes(pixels);
        for (var n = 0; n < samples; n++)
        {
            labels[n] = (byte)random.Next(classes);
            pixels[n * rows * columns + labels[n]] = 255;
        }
        return new Dataset(pixels, labels, rows, columns, classes);
    }

    /// <summary>A sample as a book has it.</summary>
    public static (double[] X, double[] Y) Sample(Dataset data, int index) => (
        [.. data.Pixels(index).ToArray().Select(pixel => pixel / 255.0)],
        [.. Enumerable.Range(0, data.Classes).Select(j => data.Label(index) == j ? 1.0 : 0.0)]);
}
