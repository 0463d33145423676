using ActorBackprop.Learning.Networks;

namespace ActorBackprop.Learning.Reference;

/// <summary>
/// Backpropagation as a book writes it: double precision, plain loops, one sample at a time. Slow and obvious on purpose;
/// it shares no arithmetic with the kernels that train, and the tests compare them with it.
/// <para>
/// Letters: l a layer after the input, from 0; j one of its neurons; k a neuron of the layer before.
/// W[l][j][k] the weight from k to j, b[l][j] a bias, z[l][j] a weighted input, a[l][j] an activation; a[0] is the input,
/// so layer l reads a[l] and writes a[l + 1].
/// </para>
/// </summary>
public sealed class ReferenceNetwork(Network network, double[][][] W, double[][] b)
{
    /// <summary>A forward pass: z and a of every layer for one sample.</summary>
    /// <param name="Z">[layer][neuron].</param>
    /// <param name="A">[layer + 1][neuron]; the first is the input.</param>
    public sealed record Pass(double[][] Z, double[][] A);

    /// <summary>The derivatives of the cost, or sums or means of them.</summary>
    /// <param name="W">[layer][neuron j][neuron k]: ∂C/∂w.</param>
    /// <param name="B">[layer][neuron]: ∂C/∂b.</param>
    /// <param name="A">[layer + 1][neuron]: ∂C/∂a, of the input too.</param>
    public sealed record Gradient(double[][][] W, double[][] B, double[][] A);

    /// <summary>The weights, [layer][neuron j][neuron k]. The caller's array: a change to it changes the network.</summary>
    public double[][][] Weights => W;

    /// <summary>The biases, [layer][neuron]. The caller's array too.</summary>
    public double[][] Biases => b;

    /// <summary>Creates the reference network with the parameters of a training.</summary>
    /// <param name="network">The network.</param>
    /// <param name="canonical">Its parameters in canonical order.</param>
    public static ReferenceNetwork FromCanonical(Network network, ReadOnlySpan<float> canonical) =>
        FromCanonical(network, Array.ConvertAll(canonical.ToArray(), p => (double)p));

    /// <summary>Creates the reference network with parameters in double precision.</summary>
    /// <param name="network">The network.</param>
    /// <param name="canonical">Its parameters in canonical order.</param>
    public static ReferenceNetwork FromCanonical(Network network, ReadOnlySpan<double> canonical)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(canonical.Length, network.ParameterCount);
        var (W, b, next) = (new double[network.Layers.Count][][], new double[network.Layers.Count][], 0);
        for (var l = 0; l < W.Length; l++)
        {
            var layer = network.Layers[l];
            W[l] = new double[layer.Outputs][];
            for (var j = 0; j < layer.Outputs; j++, next += layer.Inputs) W[l][j] = canonical.Slice(next, layer.Inputs).ToArray();
            b[l] = canonical.Slice(next, layer.Outputs).ToArray();
            next += layer.Outputs;
        }
        return new ReferenceNetwork(network, W, b);
    }

    /// <summary>Computes z = W a + b and a = σ(z), layer by layer.</summary>
    /// <param name="x">The input, [inputs].</param>
    public Pass Forward(double[] x)
    {
        var (z, a) = (new double[W.Length][], new double[W.Length + 1][]);
        a[0] = x;
        for (var l = 0; l < W.Length; l++)
        {
            z[l] = new double[b[l].Length];
            for (var j = 0; j < z[l].Length; j++)
            {
                z[l][j] = b[l][j];
                for (var k = 0; k < a[l].Length; k++) z[l][j] += W[l][j][k] * a[l][k];
            }
            a[l + 1] = Sigma.Of(network.Layers[l].Activation, z[l]);
        }
        return new Pass(z, a);
    }

    /// <summary>Returns C of one sample.</summary>
    /// <param name="a">The last layer's activations.</param>
    /// <param name="y">The target.</param>
    public double Cost(double[] a, double[] y)
    {
        if (network.CustomCost is not null) return network.CustomCost.Value(a, y);
        var C = 0.0;
        for (var j = 0; j < a.Length; j++)
            C += network.Cost switch
            {
                Networks.Cost.Quadratic => (a[j] - y[j]) * (a[j] - y[j]),
                Networks.Cost.SigmoidCrossEntropy => -Sigma.TimesLog(y[j], a[j]) - Sigma.TimesLog(1 - y[j], 1 - a[j]),
                _ => -Sigma.TimesLog(y[j], a[j]),
            };
        return C;
    }

    /// <summary>Returns all derivatives of one sample's cost, by the chain rule from the last layer back.</summary>
    public Gradient Backward(Pass pass, double[] y)
    {
        if (network.CustomCost is not null) y = Sigma.EquivalentTarget(network, network.CustomCost, pass, y);
        var (dW, db, da) = (new double[W.Length][][], new double[W.Length][], new double[W.Length + 1][]);
        for (var l = W.Length - 1; l >= 0; l--)
        {
            var a = pass.A[l + 1];
            var dz = new double[a.Length];
            if (l == W.Length - 1) da[l + 1] = [.. a.Select((aj, j) => Sigma.CostDerivative(network.Cost, aj, y[j]))];
            for (var j = 0; j < a.Length; j++)
                dz[j] = l == W.Length - 1 && network.Cost != Networks.Cost.Quadratic
                    ? a[j] - y[j] // cross-entropy: the derivatives of cost and activation cancel to this
                    : da[l + 1][j] * Sigma.Derivative(network.Layers[l].Activation, pass.Z[l][j]);

            dW[l] = new double[dz.Length][];
            db[l] = dz;                                              // ∂z/∂b = 1
            da[l] = new double[pass.A[l].Length];
            for (var j = 0; j < dz.Length; j++)
            {
                dW[l][j] = new double[pass.A[l].Length];
                for (var k = 0; k < pass.A[l].Length; k++)
                {
                    dW[l][j][k] = pass.A[l][k] * dz[j];              // ∂z/∂w = a of the neuron it comes from
                    da[l][k] += W[l][j][k] * dz[j];                  // summed over all neurons j that k reaches
                }
            }
        }
        return new Gradient(dW, db, da);
    }

    /// <summary>Returns the mean of some samples' gradients, and of their costs.</summary>
    public (Gradient Mean, double Cost) MeanGradient(IReadOnlyList<(double[] X, double[] Y)> samples)
    {
        var (mean, cost) = (default(Gradient), 0.0);
        foreach (var (x, y) in samples)
        {
            var pass = Forward(x);
            cost += Cost(pass.A[^1], y) / samples.Count;
            mean = Sigma.AddScaled(mean, Backward(pass, y), 1.0 / samples.Count);
        }
        return (mean!, cost);
    }
}
