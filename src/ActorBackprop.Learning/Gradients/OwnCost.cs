using ActorBackprop.Learning.Kernels;
using ActorBackprop.Learning.Networks;

namespace ActorBackprop.Learning.Gradients;

/// <summary>A cost of somebody's own at work: a sample's floats as its doubles, and its derivatives as floats. One for each thread.</summary>
/// <param name="cost">The cost.</param>
/// <param name="last">The last layer.</param>
internal sealed class OwnCost(ICost cost, Layer last)
{
    private readonly double[] _a = new double[last.Outputs], _y = new double[last.Outputs], _d = new double[last.Outputs];

    /// <summary>C of one sample.</summary>
    /// <param name="a">[outputs] activations of the last layer.</param>
    /// <param name="y">[outputs] targets.</param>
    public double Of(ReadOnlySpan<float> a, ReadOnlySpan<float> y)
    {
        Widen(a, y);
        return cost.Value(_a, _y);
    }

    /// <summary>∂C/∂z of the last layer for one sample.</summary>
    /// <param name="a">[stride] activations, with their padding.</param>
    /// <param name="y">[outputs] targets.</param>
    /// <param name="d">[stride] the result.</param>
    public void Differentiate(ReadOnlySpan<float> a, ReadOnlySpan<float> y, Span<float> d)
    {
        Widen(a[..last.Outputs], y);
        Array.Clear(_d);
        cost.Differentiate(_a, _y, _d);
        if (last.Activation == Activation.Softmax) Softmax.Differentiate(_a, _d);
        for (var j = 0; j < last.Outputs; j++) d[j] = (float)_d[j];
        if (last.Activation != Activation.Softmax) Elementwise.Differentiate(last.Activation, a, d);
    }

    private void Widen(ReadOnlySpan<float> a, ReadOnlySpan<float> y)
    {
        for (var j = 0; j < _a.Length; j++) (_a[j], _y[j]) = (a[j], y[j]);
    }
}
