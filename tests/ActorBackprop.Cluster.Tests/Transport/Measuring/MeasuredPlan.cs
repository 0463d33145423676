using ActorBackprop.Cluster.Tests.Transport.Support;
using ActorBackprop.Learning.Training;

namespace ActorBackprop.Cluster.Tests.Transport.Measuring;

/// <summary>A plan of very many steps, whose parts are one microbatch each.</summary>
internal static class MeasuredPlan
{
    public static TrainingPlan Of(int floats) => Plans.Of(floats / 8 - 1, 8) with { Epochs = 1_000_000, Minibatch = 10, Microbatch = 1 };
}
