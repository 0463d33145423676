namespace ActorBackprop.Learning.Networks;

/// <summary>
/// A slice of the flat parameters, and of everything laid out like them. It may hold parts of several layers: a step changes
/// each number by that number's own gradient and state alone.
/// </summary>
/// <param name="From">The index of its first float, a multiple of <see cref="Unit"/>.</param>
/// <param name="To">The index after its last float.</param>
public readonly record struct ParameterSlice(int From, int To)
{
    /// <summary>The floats that stay together: a cache line, and two vectors of the kernels.</summary>
    public const int Unit = 16;

    /// <summary>The number of floats.</summary>
    public int Length => To - From;

    /// <summary>Returns slices of the parameters, as even as whole units allow, none of them empty.</summary>
    /// <param name="length">The floats to cut.</param>
    /// <param name="count">The requested number of slices; fewer are returned if there are few floats.</param>
    public static ParameterSlice[] Cut(int length, int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(length);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(count);
        var units = (length + Unit - 1) / Unit;
        var slices = new ParameterSlice[Math.Min(count, units)];
        for (var i = 0; i < slices.Length; i++) slices[i] = new ParameterSlice(Edge(i), Math.Min(Edge(i + 1), length));
        return slices;

        int Edge(int slice) => (int)((long)units * slice / slices.Length) * Unit;
    }
}
