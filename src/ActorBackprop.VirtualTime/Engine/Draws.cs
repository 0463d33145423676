namespace ActorBackprop.VirtualTime.Engine;

/// <summary>
/// Random numbers that depend on (seed, stream, index) alone, never on who drew before: SplitMix64's finalizer
/// (Steele, Lea and Flood 2014) over the three.
/// </summary>
internal static class Draws
{
    private const ulong Golden = 0x9E3779B97F4A7C15;

    /// <summary>A number from [0, 1), 53 bits of it random.</summary>
    public static double Unit(ulong seed, ulong stream, ulong index) =>
        (Mix(Mix(Mix(seed + Golden) ^ stream) ^ index) >> 11) * (1.0 / (1L << 53));

    private static ulong Mix(ulong z)
    {
        z += Golden;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }
}
