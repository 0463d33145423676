using ActorBackprop.Learning.Data;
using ActorBackprop.Learning.Networks;
using ActorBackprop.Learning.Optimization;
using ActorBackprop.Learning.Training;

namespace ActorBackprop.Actors.Tests.Support;

/// <summary>Plans and data for tests, small enough to look at.</summary>
internal static class Some
{
    /// <summary>One input, one neuron: a weight at float 0 of the parameters, a bias at float 8.</summary>
    public static TrainingPlan OneNeuron(int samples = 20, int minibatch = 10, int epochs = 1) => new()
    {
        Network = new Network([1, 1], [Activation.Identity], Cost.Quadratic),
        Samples = samples,
        Minibatch = minibatch,
        Microbatch = TrainingPlan.DefaultMicrobatch(minibatch),
        Epochs = epochs,
        Seed = 7,
        Initializer = Initializer.Normal,
        Optimizer = new OptimizerOptions { LearningRate = 0.5f },
    };

    /// <summary>Images of 1 × pixels; the class is the position of the brightest pixel group, so it can be learned.</summary>
    public static Dataset Data(int samples, int pixels = 16, int classes = 3)
    {
        var (images, labels) = (new byte[samples * pixels], new byte[samples]);
        for (var i = 0; i < samples; i++)
        {
            labels[i] = (byte)(i * 7 % classes);
            for (var k = 0; k < pixels; k++) images[i * pixels + k] = (byte)((i * 31 + k * 17) % 97 + (k % classes == labels[i] ? 120 : 0));
        }
        return new Dataset(images, labels, 1, pixels, classes);
    }

    public static TrainingPlan Plan(int samples, int minibatch, int? microbatch = null, int epochs = 2,
        Cost cost = Cost.Quadratic, OptimizerKind optimizer = OptimizerKind.Sgd, float momentum = 0) => new()
        {
            Network = new Network([16, 9, 3], [Activation.Sigmoid, cost == Cost.SoftmaxCrossEntropy ? Activation.Softmax : Activation.Sigmoid], cost),
            Samples = samples,
            Minibatch = minibatch,
            Microbatch = microbatch ?? TrainingPlan.DefaultMicrobatch(minibatch),
            Epochs = epochs,
            Seed = 11,
            Initializer = Initializer.InverseSqrt,
            Optimizer = new OptimizerOptions { Kind = optimizer, Momentum = momentum, LearningRate = optimizer == OptimizerKind.Adam ? 0.01f : 0.3f },
        };
}
