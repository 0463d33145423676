using ActorBackprop.Learning.Training;

namespace ActorBackprop.Simulation.Tests.Campaign;

/// <summary>What the trainer without actors makes of a case.</summary>
internal static class Oracle
{
    /// <summary>
    /// A fingerprint of each version of the parameters, the first before any step, and a last one of everything the training
    /// ends with. Numbers only, so that it can be asked from an assembly with a planted bug, which must not answer for itself.
    /// </summary>
    public static ulong[] Of(long seed)
    {
        var given = CampaignCase.Of(seed);
        var trainer = new SequentialTrainer(given.Plan, given.Data);
        var versions = new List<ulong> { Fingerprint.Of(trainer.State.Parameters.Span) };
        while (!trainer.State.IsCompleted)
        {
            if (!trainer.TryStep()) throw new ArithmeticException($"seed {seed} diverges by itself");
            versions.Add(Fingerprint.Of(trainer.State.Parameters.Span));
        }
        versions.Add(Fingerprint.Of(trainer.State.Snapshot()));
        return [.. versions];
    }
}
