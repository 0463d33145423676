using ActorBackprop.Simulation.Worlds;

namespace ActorBackprop.Runs.Training;

/// <summary>How far the times of a simulation can be trusted: only as far as somebody has measured.</summary>
internal static class Validity
{
    public static (bool IsValidated, string Sentence) Of(WorldSettings world, RunStart start)
    {
        if (world.Profile is not { } profile) return (false, "Simulated: its times follow from the figures of its level, not from measurements.");
        if (profile.For(start.Plan, start.Settings.Workers) is not { } measured)
            return (false, $"Simulated beyond the validated range: the profile of {profile.Machine} has no measurement of this training (layers, "
                + "activation, cost, minibatch, microbatch, optimizer, images and workers); its times follow from the level's figures.");
        if (measured.TestImages != start.TestImages || start.Plan.Patience > 0 || start.Settings.MeasureValidation)
            return (false, $"Simulated beyond the validated range: the profile of {profile.Machine} was measured with "
                + $"{measured.TestImages} test images and no validation images in each evaluation.");
        if (!start.IsSynchronous || start.Settings.Servers > 1 || start.Plan.Compression is not null)
            return (false, $"Simulated beyond the validated range: the profile of {profile.Machine} was measured with a synchronous training, "
                + "one parameter server and no compression.");
        return HasMore(world)
            ? (false, $"Simulated beyond the validated range, on the profile of {profile.Machine}, with links, laws or faults that nobody measured.")
            : (true, $"Simulated on the profile of {profile.Machine}, which was measured with this very training.");
    }

    /// <summary>Whether a world has links, laws or faults: causes of waiting that are no part of a training on one machine.</summary>
    public static bool HasMore(WorldSettings world) =>
        world.Links != new LinkSettings() || world.Swarm != new SwarmSettings() || world.Script.Count > 0
        || world.Compute.Law.Kind != LawKind.Constant || world.Compute.Stragglers.Count > 0 || world.Compute.SlowShare > 0
        || world.Server.BytesPerSecond > 0;
}
