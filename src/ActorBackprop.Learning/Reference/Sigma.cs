using System.Diagnostics.CodeAnalysis;
using ActorBackprop.Learning.Networks;

namespace ActorBackprop.Learning.Reference;

/// <summary>The reference network's scalar functions, from the platform's mathematics.</summary>
[SuppressMessage("ApiDesign", "RS0030", Justification = "An oracle that shares no code with the kernels; no weight is trained with it.")]
internal static class Sigma
{
    /// <summary>Returns a = σ(z) for a layer.</summary>
    public static double[] Of(Activation activation, double[] z)
    {
        if (activation != Activation.Softmax) return [.. z.Select(zj => Of(activation, zj))];
        var largest = z.Max();
        var sum = z.Sum(zj => Math.Exp(zj - largest));
        return [.. z.Select(zj => Math.Exp(zj - largest) / sum)];
    }

    /// <summary>Returns σ′(z).</summary>
    public static double Derivative(Activation activation, double z) => activation switch
    {
        Activation.Sigmoid => Of(activation, z) * (1 - Of(activation, z)),
        Activation.Tanh => 1 - Math.Tanh(z) * Math.Tanh(z),
        Activation.Relu => z > 0 ? 1 : 0,
        Activation.Identity => 1,
        _ => throw new ArgumentOutOfRangeException(nameof(activation), "softmax mixes neurons, so it has no σ′"),
    };

    /// <summary>Returns ∂C/∂a of one output.</summary>
    public static double CostDerivative(Cost cost, double a, double y) => cost switch
    {
        Cost.Quadratic => 2 * (a - y),
        Cost.SigmoidCrossEntropy => (a - y) / (a * (1 - a)),
        Cost.SoftmaxCrossEntropy => -y / a,
        _ => throw new ArgumentOutOfRangeException(nameof(cost)),
    };

    /// <summary>
    /// Returns the target for which the network's cost has the same ∂C/∂z of the last layer as a custom cost has for y, so that the
    /// backward pass is the same for all costs.
    /// </summary>
    public static double[] EquivalentTarget(Network network, ICost custom, ReferenceNetwork.Pass pass, double[] y)
    {
        var (a, z, activation, d) = (pass.A[^1], pass.Z[^1], network.Layers[^1].Activation, new double[y.Length]);
        custom.Differentiate(a, y, d);
        return [.. a.Select((aj, j) => network.Cost switch
        {
            Cost.Quadratic => aj - d[j] / 2,
            Cost.SigmoidCrossEntropy => aj - d[j] * Derivative(activation, z[j]),
            _ => aj - a.Select((ak, k) => d[k] * ak * ((k == j ? 1 : 0) - aj)).Sum(), // each output depends on every z
        })];
    }

    /// <summary>Returns y ln a, which is 0 for y = 0 even where ln a is not finite.</summary>
    public static double TimesLog(double y, double a) => y == 0 ? 0 : y * Math.Log(a);

    /// <summary>Returns sum + factor · addend, element by element.</summary>
    public static ReferenceNetwork.Gradient AddScaled(ReferenceNetwork.Gradient? sum, ReferenceNetwork.Gradient addend, double factor) => new(
        [.. addend.W.Select((layer, l) => layer.Select((row, j) => Add(sum?.W[l][j], row, factor)).ToArray())],
        [.. addend.B.Select((row, l) => Add(sum?.B[l], row, factor))],
        [.. addend.A.Select((row, l) => Add(sum?.A[l], row, factor))]);

    private static double[] Add(double[]? sum, double[] addend, double factor) =>
        [.. addend.Select((value, i) => (sum?[i] ?? 0) + factor * value)];

    private static double Of(Activation activation, double z) => activation switch
    {
        Activation.Sigmoid => 1 / (1 + Math.Exp(-z)),
        Activation.Tanh => Math.Tanh(z),
        Activation.Relu => Math.Max(0, z),
        Activation.Identity => z,
        _ => throw new ArgumentOutOfRangeException(nameof(activation)),
    };
}
