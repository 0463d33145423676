namespace ActorBackprop.Simulation.Tests.Campaign;

/// <summary>
/// What a campaign's case is drawn from. The same seed gives the same case on every machine: .NET keeps its seeded generator
/// as it is, and there is no function in it that a platform may round in its own way.
/// </summary>
internal sealed class Draw(long seed)
{
    private readonly Random _random = new(unchecked((int)((ulong)seed * 0x9E3779B97F4A7C15 >> 33)));

    /// <summary>Whether something is switched on.</summary>
    public bool Whether(double probability = 0.5) => _random.NextDouble() < probability;

    /// <summary>A whole number, both ends included.</summary>
    public int Whole(int least, int most) => _random.Next(least, most + 1);

    /// <summary>A number, all equally likely.</summary>
    public double Between(double least, double most) => least + _random.NextDouble() * (most - least);

    /// <summary>A number whose every doubling is equally likely: for sizes of which nobody knows the order of magnitude.</summary>
    public double Scale(double least, double most)
    {
        var doublings = 0;
        while (least * (2 << doublings) <= most) doublings++;
        var low = least * (1 << Whole(0, doublings));
        return Between(low, Math.Min(2 * low, most));
    }

    /// <summary>One of several.</summary>
    public T One<T>(params T[] choices) => choices[_random.Next(choices.Length)];
}
