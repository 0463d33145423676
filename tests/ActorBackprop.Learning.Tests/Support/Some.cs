using ActorBackprop.Learning.Data;
using ActorBackprop.Learning.Gradients;
using ActorBackprop.Learning.Networks;
using ActorBackprop.Learning.Optimizers;
using ActorBackprop.Learning.Training;

namespace ActorBackprop.Learning.Tests.Support;

/// <summary>Networks, data and plans for tests. Randomness is System.Random's, seeded: none of the project's own.</summary>
internal static class Some
{
    public static float[] Floats(Random random, int count, float size = 1) =>
        [.. Enumerable.Range(0, count).Select(_ => (float)((random.NextDouble() * 2 - 1) * size))];

    public static float[] Parameters(Random random, Network network) =>
        CanonicalOrder.ToMemory(network, Floats(random, network.ParameterCount));

    public static Dataset Data(int samples, int pixels = 16, int classes = 3)
    {
        var (images, labels) = (new byte[samples * pixels], new byte[samples]);
        for (var i = 0; i < samples; i++)
        {
            labels[i] = (byte)(i * 7 % classes);
            for (var k = 0; k < pixels; k++)
                images[i * pixels + k] = (byte)((i * 31 + k * 17) % 97 + (k % classes == labels[i] ? 120 : 0));
        }
        return new Dataset(images, labels, 1, pixels, classes);
    }

    public static TrainingPlan Plan(int samples = 50, int minibatch = 10, int? microbatch = null, int epochs = 2,
        OptimizerKind optimizer = OptimizerKind.Sgd, float momentum = 0, float rate = 0.3f) => new()
        {
            Network = new Network([16, 9, 3], [Activation.Tanh, Activation.Sigmoid], Cost.Quadratic),
            Samples = samples,
            Minibatch = minibatch,
            Microbatch = microbatch ?? TrainingPlan.DefaultMicrobatch(minibatch),
            Epochs = epochs,
            Seed = 5,
            Initializer = Initializer.InverseSqrt,
            Optimizer = new OptimizerOptions { Kind = optimizer, Momentum = momentum, LearningRate = rate },
        };

    public static (double[] X, double[] Y) Sample(Dataset data, int index) =>
        ([.. data.Pixels(index).ToArray().Select(pixel => pixel / 255.0)],
         [.. Enumerable.Range(0, data.Classes).Select(c => c == data.Label(index) ? 1.0 : 0.0)]);

    /// <summary>The gradient of samples in one microbatch, canonical order, as a sum.</summary>
    public static double[] KernelGradient(Network network, float[] parameters, IReadOnlyList<(double[] X, double[] Y)> samples, Workspace? work = null)
    {
        work ??= Fill(network, samples);
        var gradient = new float[network.ParameterLength];
        Backpropagation.Gradient(work, parameters, samples.Count, gradient);
        return Array.ConvertAll(CanonicalOrder.FromMemory(network, gradient), g => (double)g);
    }

    public static Workspace Fill(Network network, IReadOnlyList<(double[] X, double[] Y)> samples)
    {
        var work = new Workspace(network, samples.Count);
        for (var n = 0; n < samples.Count; n++)
        {
            for (var k = 0; k < network.Inputs; k++) work.Inputs(n)[k] = (float)samples[n].X[k];
            for (var j = 0; j < network.Outputs; j++) work.Targets(n)[j] = (float)samples[n].Y[j];
        }
        return work;
    }
}
