using ActorBackprop.Learning.Networks;
using ActorBackprop.Learning.Optimizers;
using ActorBackprop.Learning.Training;

namespace ActorBackprop.Cluster.Tests.Transport.Support;

/// <summary>Plans for links: their numbers are what frames are checked against.</summary>
internal static class Plans
{
    /// <summary>112 floats; 24 microbatches to a minibatch, but 2 to the last of an epoch.</summary>
    public static TrainingPlan Small => Of(7, 5, 3);

    public static TrainingPlan Of(params int[] widths) => new()
    {
        Network = new Network(widths, [.. widths.Skip(1).Select(_ => Activation.Sigmoid)], Cost.Quadratic),
        Samples = 100,
        Minibatch = 48,
        Microbatch = 2,
        Epochs = 3,
        Seed = 11,
        Initializer = Initializer.InverseSqrt,
        Optimizer = new OptimizerOptions(),
    };
}
