namespace ActorBackprop.Learning.GradientCheck;

/// <summary>
/// The error max|g − e| / max|e| of numbers g, relative to the largest expected number. A comparison number by
/// number would overrate the last digits of numbers that are almost 0.
/// </summary>
public struct RelativeError
{
    private double _difference, _largest;

    /// <summary>The error: 0 where all numbers are equal; infinite where a number is not finite, or only 0 is expected and not found.</summary>
    public readonly double Value => _difference == 0 ? 0 : _difference / _largest;

    /// <summary>max|g − e|; infinite where a number is NaN.</summary>
    public readonly double Difference => _difference;

    /// <summary>max|e|.</summary>
    public readonly double Largest => _largest;

    /// <summary>Adds a number.</summary>
    public void Add(double found, double expected)
    {
        var difference = Math.Abs(found - expected);
        _difference = Math.Max(_difference, double.IsNaN(difference) ? double.PositiveInfinity : difference);
        _largest = Math.Max(_largest, Math.Abs(expected));
    }

    /// <summary>Adds numbers of the same layout.</summary>
    public void Add(double[][] found, double[][] expected)
    {
        for (var j = 0; j < expected.Length; j++)
            for (var k = 0; k < expected[j].Length; k++) Add(found[j][k], expected[j][k]);
    }

    /// <summary>Adds numbers of the same layout.</summary>
    public void Add(double[][][] found, double[][][] expected)
    {
        for (var l = 0; l < expected.Length; l++) Add(found[l], expected[l]);
    }
}
