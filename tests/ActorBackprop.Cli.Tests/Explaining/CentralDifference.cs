namespace ActorBackprop.Cli.Tests.Explaining;

/// <summary>
/// ∂C/∂anything by trying: a change up, a change down, and the forward pass behind it. It knows sigmoid layers and the
/// quadratic cost, and nothing of backpropagation or of the project's networks.
/// </summary>
/// <param name="w">[layer][neuron][neuron before].</param>
/// <param name="b">[layer][neuron].</param>
/// <param name="x">The input.</param>
/// <param name="y">The target.</param>
internal sealed class CentralDifference(double[][][] w, double[][] b, double[] x, double[] y)
{
    private const double Step = 1e-5;

    /// <summary>z of every layer.</summary>
    public double[][] Z { get; } = Forward(w, b, x);

    /// <summary>C.</summary>
    public double Cost => CostOfZ(w.Length - 1, Z[^1]);

    /// <summary>∂C/∂z, and so ∂C/∂b, of neuron j of layer l behind the input, from 0.</summary>
    public double ByZ(int l, int j) => ByChangeOfZ(l, j, 1);

    /// <summary>∂C/∂w: a change of a weight changes z by as much as the activation it comes from.</summary>
    public double ByWeight(int l, int j, int k) => ByChangeOfZ(l, j, (l == 0 ? x : Activations(Z[l - 1]))[k]);

    /// <summary>∂C/∂a of neuron k of layer l, where layer 0 is the input.</summary>
    public double ByActivation(int l, int k)
    {
        return (At(Step) - At(-Step)) / (2 * Step);

        double At(double change)
        {
            double[] a = [.. l == 0 ? x : Activations(Z[l - 1])];
            a[k] += change;
            return l == w.Length ? CostOfA(a) : CostOfZ(l, NextZ(l, a));
        }
    }

    private static double[][] Forward(double[][][] w, double[][] b, double[] x)
    {
        var z = new double[w.Length][];
        var a = x;
        for (var l = 0; l < w.Length; l++, a = Activations(z[l - 1]))
            z[l] = [.. w[l].Select((row, j) => b[l][j] + row.Select((weight, k) => weight * a[k]).Sum())];
        return z;
    }

    private static double[] Activations(double[] z) => Array.ConvertAll(z, value => 1 / (1 + Math.Exp(-value)));

    private double ByChangeOfZ(int l, int j, double share)
    {
        return (At(Step) - At(-Step)) / (2 * Step);

        double At(double change)
        {
            double[] z = [.. Z[l]];
            z[j] += change * share;
            return CostOfZ(l, z);
        }
    }

    private double[] NextZ(int l, double[] a) => [.. w[l].Select((row, j) => b[l][j] + row.Select((weight, k) => weight * a[k]).Sum())];

    private double CostOfZ(int l, double[] z)
    {
        var a = Activations(z);
        return l == w.Length - 1 ? CostOfA(a) : CostOfZ(l + 1, NextZ(l + 1, a));
    }

    private double CostOfA(double[] a) => a.Select((value, j) => (value - y[j]) * (value - y[j])).Sum();
}
