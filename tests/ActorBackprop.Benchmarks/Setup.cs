using ActorBackprop.Digits;
using ActorBackprop.Learning.Data;
using ActorBackprop.Learning.Networks;
using ActorBackprop.Learning.Optimizers;
using ActorBackprop.Learning.Training;

namespace ActorBackprop.Benchmarks;

/// <summary>One of the four networks that speed is judged by, and the size of its minibatch.</summary>
/// <param name="Widths">Neurons of each layer.</param>
/// <param name="Minibatch">Samples of a step.</param>
internal sealed record Setup(int[] Widths, int Minibatch)
{
    /// <summary>From a step of microseconds to one of tens of milliseconds.</summary>
    public static readonly IReadOnlyList<Setup> All =
        [new([784, 30, 10], 10), new([784, 100, 10], 100), new([784, 512, 512, 10], 128), new([784, 1024, 1024, 1024, 10], 256)];

    /// <summary>Those, and one with a minibatch so large that two workers pay most.</summary>
    public static readonly IReadOnlyList<Setup> WithLargeMinibatch = [.. All, new([784, 512, 512, 10], 512)];

    /// <summary>The 50,000 digits that a training with the default settings trains on.</summary>
    public static Dataset Digits() => IdxDirectory.Load(DigitFiles.Directory).Training.Slice(0, 50_000);

    /// <summary>Whether it has one hidden layer.</summary>
    public bool IsSmall => Widths.Length == 3;

    /// <summary>Sigmoid with the quadratic cost for the small ones, ReLU with softmax cross-entropy for the large ones; plain SGD.</summary>
    /// <param name="samples">Samples of an epoch.</param>
    /// <param name="microbatch">Samples of a microbatch; null for the default.</param>
    public TrainingPlan Plan(int samples, int? microbatch = null)
    {
        Activation[] activations = [.. Enumerable.Repeat(IsSmall ? Activation.Sigmoid : Activation.Relu, Widths.Length - 2),
            IsSmall ? Activation.Sigmoid : Activation.Softmax];
        return new TrainingPlan
        {
            Network = new Learning.Networks.Network(Widths, activations, IsSmall ? Cost.Quadratic : Cost.SoftmaxCrossEntropy),
            Samples = samples,
            Minibatch = Minibatch,
            Microbatch = microbatch ?? TrainingPlan.DefaultMicrobatch(Minibatch),
            Epochs = int.MaxValue,
            Seed = 1,
            Initializer = Initializer.InverseSqrt,
            Optimizer = new OptimizerOptions { LearningRate = IsSmall ? 1.5f : 0.1f },
        };
    }

    /// <summary>Per sample: 2 for each weight forward, 2 for its gradient, 2 for the input's gradient but in the first layer.</summary>
    public double Flop => Widths.Zip(Widths.Skip(1), (inputs, outputs) => 2.0 * inputs * outputs)
        .Select((product, layer) => product * (layer == 0 ? 2 : 3)).Sum();

    /// <summary>The widths as they are typed.</summary>
    public string Network => string.Join('-', Widths);

    /// <inheritdoc/>
    public override string ToString() => $"{Network}, {Minibatch}";
}
