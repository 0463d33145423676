namespace ActorBackprop.Learning.Networks;

/// <summary>
/// A run of the flat parameters, and of everything laid out like them. It may hold parts of several layers: what happens
/// to a number in a step depends on that number's own gradient and state alone.
/// </summary>
/// <param name="From">Its first float, a multiple of <see cref="Unit"/>.</param>
/// <param name="To">The float behind its last.</param>
public readonly record struct ParameterSlice(int From, int To)
{
    /// <summary>Floats that stay together: a line of the cache, and two vectors of the kernels.</summary>
    public const int Unit = 16;

    /// <summary>Floats in it.</summary>
    public int Length => To - From;

    /// <summary>Cuts parameters as evenly as whole units allow, with none of the slices empty.</summary>
    /// <param name="length">Floats to cut.</param>
    /// <param name="most">Slices that are wanted; of few floats there are fewer.</param>
    public static ParameterSlice[] Cut(int length, int most)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(length);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(most);
        var units = (length + Unit - 1) / Unit;
        var slices = new ParameterSlice[Math.Min(most, units)];
        for (var i = 0; i < slices.Length; i++) slices[i] = new ParameterSlice(Edge(i), Math.Min(Edge(i + 1), length));
        return slices;

        int Edge(int slice) => (int)((long)units * slice / slices.Length) * Unit;
    }
}
