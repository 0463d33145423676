namespace ActorBackprop.Learning.GradientCheck;

/// <summary>
/// max|g − e| / max|e| over some numbers: how far they are off, measured by the largest of those expected. A number by
/// number comparison would make much of the last digits of what is almost 0.
/// </summary>
public struct RelativeError
{
    private double _difference, _largest;

    /// <summary>The error: 0 where all is equal; infinite where a number is not finite, or only 0 is expected and something else found.</summary>
    public readonly double Value => _difference == 0 ? 0 : _difference / _largest;

    /// <summary>max|g − e|; infinite where a number is none.</summary>
    public readonly double Difference => _difference;

    /// <summary>max|e|.</summary>
    public readonly double Largest => _largest;

    /// <summary>Takes a number.</summary>
    public void Add(double found, double expected)
    {
        var difference = Math.Abs(found - expected);
        _difference = Math.Max(_difference, double.IsNaN(difference) ? double.PositiveInfinity : difference);
        _largest = Math.Max(_largest, Math.Abs(expected));
    }

    /// <summary>Takes numbers of the same layout.</summary>
    public void Add(double[][] found, double[][] expected)
    {
        for (var j = 0; j < expected.Length; j++)
            for (var k = 0; k < expected[j].Length; k++) Add(found[j][k], expected[j][k]);
    }

    /// <summary>Takes numbers of the same layout.</summary>
    public void Add(double[][][] found, double[][][] expected)
    {
        for (var l = 0; l < expected.Length; l++) Add(found[l], expected[l]);
    }
}
