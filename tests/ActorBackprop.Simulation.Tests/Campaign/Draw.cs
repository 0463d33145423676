namespace ActorBackprop.Simulation.Tests.Campaign;

/// <summary>
/// The random numbers that a case of the campaign is drawn from. The same seed gives the same case on every machine: .NET does not
/// change its seeded generator, and no function here is rounded differently by some platform.
/// </summary>
internal sealed class Draw(long seed)
{
    private readonly Random _random = new(unchecked((int)((ulong)seed * 0x9E3779B97F4A7C15 >> 33)));

    /// <summary>Returns true with a probability.</summary>
    public bool Whether(double probability = 0.5) => _random.NextDouble() < probability;

    /// <summary>Returns a whole number, both ends included.</summary>
    public int Whole(int least, int most) => _random.Next(least, most + 1);

    /// <summary>Returns a number, all equally likely.</summary>
    public double Between(double least, double most) => least + _random.NextDouble() * (most - least);

    /// <summary>Returns a number whose every doubling is equally likely: for sizes whose order of magnitude is unknown.</summary>
    public double Scale(double least, double most)
    {
        var doublings = 0;
        while (least * (2 << doublings) <= most) doublings++;
        var low = least * (1 << Whole(0, doublings));
        return Between(low, Math.Min(2 * low, most));
    }

    /// <summary>Returns one of several values.</summary>
    public T One<T>(params T[] choices) => choices[_random.Next(choices.Length)];
}
