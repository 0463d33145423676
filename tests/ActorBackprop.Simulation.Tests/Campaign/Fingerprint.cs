using ActorBackprop.Learning.Training;

namespace ActorBackprop.Simulation.Tests.Campaign;

/// <summary>64 bits that change when any bit of the numbers does.</summary>
internal static class Fingerprint
{
    public static ulong Of(ReadOnlySpan<float> numbers, ulong hash = 0xCBF29CE484222325)
    {
        foreach (var number in numbers) hash = Mix(hash, BitConverter.SingleToUInt32Bits(number));
        return hash;
    }

    /// <summary>Returns that of a training's state.</summary>
    /// <param name="snapshot">The state.</param>
    /// <param name="withTotals">Whether the sums over the last epoch count.</param>
    public static ulong Of(TrainingSnapshot snapshot, bool withTotals)
    {
        var hash = Mix(Of(snapshot.Parameters), (ulong)snapshot.Steps);
        foreach (var state in snapshot.OptimizerState) hash = Of(state, hash);
        if (!withTotals) return hash;
        hash = Mix(hash, BitConverter.DoubleToUInt64Bits(snapshot.Epoch.Cost));
        return Mix(Mix(hash, (ulong)snapshot.Epoch.Correct), (ulong)snapshot.Epoch.Samples);
    }

    private static ulong Mix(ulong hash, ulong number)
    {
        hash = (hash ^ number) * 0x9E3779B97F4A7C15; // odd, so that the product loses nothing
        return hash ^ hash >> 29;
    }
}
