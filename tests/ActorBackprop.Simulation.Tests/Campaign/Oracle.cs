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
        var versions = new List<ulong> { Fingerprint.Of(trainer.State.Parameters) };
        while (!trainer.State.IsCompleted)
        {
            if (!trainer.TryStep()) throw new ArithmeticException($"seed {seed} diverges by itself");
            versions.Add(Fingerprint.Of(trainer.State.Parameters));
        }
        versions.Add(Fingerprint.Of(trainer.State.Snapshot()));
        return [.. versions];
    }
}

/// <summary>64 bits that change when any bit of the numbers does.</summary>
internal static class Fingerprint
{
    public static ulong Of(ReadOnlySpan<float> numbers, ulong hash = 0xCBF29CE484222325)
    {
        foreach (var number in numbers) hash = Mix(hash, BitConverter.SingleToUInt32Bits(number));
        return hash;
    }

    public static ulong Of(TrainingSnapshot snapshot)
    {
        var hash = Of(snapshot.Parameters);
        foreach (var state in snapshot.OptimizerState) hash = Of(state, hash);
        hash = Mix(hash, BitConverter.DoubleToUInt64Bits(snapshot.Epoch.Cost));
        return Mix(Mix(Mix(hash, (ulong)snapshot.Epoch.Correct), (ulong)snapshot.Epoch.Samples), (ulong)snapshot.Steps);
    }

    private static ulong Mix(ulong hash, ulong number)
    {
        hash = (hash ^ number) * 0x9E3779B97F4A7C15; // odd, so that the product loses nothing
        return hash ^ hash >> 29;
    }
}
