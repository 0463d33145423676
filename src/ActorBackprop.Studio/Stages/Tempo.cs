using ActorBackprop.Learning.Training;
using ActorBackprop.Simulation.Worlds;

namespace ActorBackprop.Studio.Stages;

/// <summary>At what speed a step takes as long as somebody needs to watch it.</summary>
internal static class Tempo
{
    /// <summary>Seconds on the wall that a step takes at human speed.</summary>
    public const double HumanSeconds = 4;

    private const double FlopsPerParameterAndSample = 4;

    /// <summary>About how much virtual time a step of a world takes, before there was one: the way there, the slowest part, the way back.</summary>
    public static double SecondsPerStep(WorldSettings world, TrainingPlan plan, int workers)
    {
        var (compute, links) = (world.Compute, world.Links);
        var microbatches = (plan.Minibatch + plan.Microbatch - 1) / plan.Microbatch;
        var samples = (microbatches + workers - 1) / workers * plan.Microbatch;
        var flops = compute.FlopsPerSecond > 0 ? FlopsPerParameterAndSample * plan.Network.ParameterCount / compute.FlopsPerSecond : 0;
        var slowest = compute.Stragglers.Count > 0 ? compute.Stragglers.Max(one => one.Factor) : 1;
        var way = links.LatencySeconds + (links.BytesPerSecond > 0 ? plan.Network.ParameterCount * sizeof(float) / links.BytesPerSecond : 0);
        var server = (world.Server.BytesPerSecond > 0 ? plan.Network.ParameterCount * sizeof(float) / world.Server.BytesPerSecond : 0)
            + world.Server.SecondsPerMessage + plan.Network.ParameterCount * world.Server.SecondsPerGradientParameter;
        var queue = Math.Min(workers, microbatches) * server;
        return 2 * (way + queue) + slowest * (compute.SecondsPerPart + samples * (compute.SecondsPerSample + flops));
    }
}
