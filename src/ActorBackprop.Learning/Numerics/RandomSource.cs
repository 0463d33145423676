using System.Numerics;
using System.Runtime.CompilerServices;

namespace ActorBackprop.Learning.Numerics;

/// <summary>The purpose of random numbers. Each purpose has separate streams, so that a draw for one does not change another.</summary>
public enum RandomPurpose : ulong
{
    /// <summary>The initial weights and biases of a layer.</summary>
    Parameters = 1,

    /// <summary>The order of the samples in an epoch.</summary>
    SampleOrder = 2,

    /// <summary>The samples and the parameters that backpropagation is checked on.</summary>
    GradientCheck = 3,

    /// <summary>The time that a simulated worker takes for a part.</summary>
    PartTime = 4,

    /// <summary>The random faults of a simulation.</summary>
    Swarm = 5,

    /// <summary>The samples of each client of federated averaging.</summary>
    Clients = 6,

    /// <summary>The clients of a round of federated averaging, and the order of its samples.</summary>
    Round = 7,

    /// <summary>The rounding of numbers in a compressed gradient.</summary>
    Rounding = 8,

    /// <summary>The images of a class that are held out for validation.</summary>
    HoldOut = 9,
}

/// <summary>
/// A source of random numbers that depends on (seed, purpose, index) alone, never on other draws: xoshiro256**
/// (Blackman and Vigna 2018), its state filled by SplitMix64 (Steele, Lea and Flood 2014).
/// </summary>
public sealed class RandomSource
{
    private ulong _s0, _s1, _s2, _s3;

    /// <summary>Creates the stream of a purpose.</summary>
    /// <param name="seed">The run's seed.</param>
    /// <param name="purpose">What the numbers are for.</param>
    /// <param name="index">The number of the stream, such as the epoch or the layer.</param>
    public RandomSource(ulong seed, RandomPurpose purpose, ulong index)
    {
        var state = seed;
        state = SplitMix(ref state) ^ (ulong)purpose;
        state = SplitMix(ref state) ^ index;
        (_s0, _s1, _s2, _s3) = (SplitMix(ref state), SplitMix(ref state), SplitMix(ref state), SplitMix(ref state));
    }

    /// <summary>Returns 64 random bits.</summary>
    public ulong Next() => Next(ref _s0, ref _s1, ref _s2, ref _s3);

    /// <summary>Fills a span with the numbers that repeated calls of <see cref="Next()"/> return, faster.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Fill(Span<ulong> numbers)
    {
        var (s0, s1, s2, s3) = (_s0, _s1, _s2, _s3); // in registers
        foreach (ref var number in numbers) number = Next(ref s0, ref s1, ref s2, ref s3);
        (_s0, _s1, _s2, _s3) = (s0, s1, s2, s3);
    }

    /// <summary>Returns an integer from 0 to <paramref name="bound"/> − 1, each equally likely (Lemire 2019).</summary>
    public int NextBelow(int bound)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(bound);
        var range = (uint)bound;
        var product = (Next() >> 32) * range;
        if ((uint)product < range)
            for (var threshold = (0u - range) % range; (uint)product < threshold;)
                product = (Next() >> 32) * range;
        return (int)(product >> 32);
    }

    /// <summary>Shuffles items, every order equally likely (Fisher and Yates).</summary>
    public void Shuffle(Span<int> items)
    {
        for (var i = items.Length - 1; i > 0; i--)
        {
            var j = NextBelow(i + 1);
            (items[i], items[j]) = (items[j], items[i]);
        }
    }

    /// <summary>Returns the numbers from 0 to <paramref name="count"/> − 1 in random order.</summary>
    public int[] Permutation(int count)
    {
        int[] order = [.. Enumerable.Range(0, count)];
        Shuffle(order);
        return order;
    }

    /// <summary>Returns a number from [0, 1), 53 bits of it random.</summary>
    public double NextUnit() => (Next() >> 11) * (1.0 / (1L << 53));

    /// <summary>Returns a number from N(0, 1) (Marsaglia's polar method; its second number is not used, for simplicity).</summary>
    public double NextNormal()
    {
        while (true)
        {
            var (u, v) = (2 * NextUnit() - 1, 2 * NextUnit() - 1);
            var s = u * u + v * v;
            if (s is > 0 and < 1) return u * Math.Sqrt(-2 * Scalar.Log(s) / s);
        }
    }

    /// <summary>Returns a number from the gamma distribution with scale 1 (Marsaglia and Tsang 2000).</summary>
    /// <param name="shape">Above 0.</param>
    internal double NextGamma(double shape)
    {
        if (shape < 1) return NextGamma(shape + 1) * Scalar.Exp(Scalar.Log(1 - NextUnit()) / shape);
        var d = shape - 1.0 / 3;
        var c = 1 / Math.Sqrt(9 * d);
        while (true)
        {
            var normal = NextNormal();
            var root = 1 + c * normal;
            if (root <= 0) continue;
            var cube = root * root * root;
            if (Scalar.Log(1 - NextUnit()) < normal * normal / 2 + d - d * cube + d * Scalar.Log(cube)) return d * cube;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Next(ref ulong s0, ref ulong s1, ref ulong s2, ref ulong s3)
    {
        var result = BitOperations.RotateLeft(s1 * 5, 7) * 9;
        var t = s1 << 17;
        s2 ^= s0;
        s3 ^= s1;
        s1 ^= s2;
        s0 ^= s3;
        s2 ^= t;
        s3 = BitOperations.RotateLeft(s3, 45);
        return result;
    }

    private static ulong SplitMix(ref ulong state)
    {
        var z = state += 0x9E3779B97F4A7C15;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }
}
