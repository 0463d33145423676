using System.Diagnostics.CodeAnalysis;
using ActorBackprop.Learning.Networks;

namespace ActorBackprop.Learning.Reference;

/// <summary>The reference network's scalar functions, from the platform's mathematics.</summary>
[SuppressMessage("ApiDesign", "RS0030", Justification = "An oracle that shares no code with the kernels; no weight is trained with it.")]
internal static class Sigma
{
    /// <summary>a = σ(z) for a layer.</summary>
    public static double[] Of(Activation activation, double[] z)
    {
        if (activation != Activation.Softmax) return [.. z.Select(zj => Of(activation, zj))];
        var largest = z.Max();
        var sum = z.Sum(zj => Math.Exp(zj - largest));
        return [.. z.Select(zj => Math.Exp(zj - largest) / sum)];
    }

    /// <summary>σ′(z).</summary>
    public static double Derivative(Activation activation, double z) => activation switch
    {
        Activation.Sigmoid => Of(activation, z) * (1 - Of(activation, z)),
        Activation.Tanh => 1 - Math.Tanh(z) * Math.Tanh(z),
        Activation.Relu => z > 0 ? 1 : 0,
        Activation.Identity => 1,
        _ => throw new ArgumentOutOfRangeException(nameof(activation), "softmax mixes neurons and has no σ′ of its own"),
    };

    /// <summary>∂C/∂zⱼ = Σₖ ∂C/∂aₖ ∂aₖ/∂zⱼ: with softmax each output depends on every z, else on its own.</summary>
    public static double Derivative(Activation activation, double[] z, double[] a, double[] da, int j) => activation == Activation.Softmax
        ? a.Select((ak, k) => da[k] * ak * ((k == j ? 1 : 0) - a[j])).Sum()
        : da[j] * Derivative(activation, z[j]);

    /// <summary>∂C/∂a of the outputs.</summary>
    public static double[] CostDerivative(Network network, double[] a, double[] y)
    {
        if (network.OwnCost is null) return [.. a.Select((aj, j) => CostDerivative(network.Cost, aj, y[j]))];
        var d = new double[a.Length];
        network.OwnCost.Differentiate(a, y, d);
        return d;
    }

    /// <summary>y ln a, which is 0 for y = 0 even where ln a is not finite.</summary>
    public static double TimesLog(double y, double a) => y == 0 ? 0 : y * Math.Log(a);

    /// <summary>sum + factor · addend, element by element.</summary>
    public static ReferenceNetwork.Gradient AddScaled(ReferenceNetwork.Gradient? sum, ReferenceNetwork.Gradient addend, double factor) => new(
        [.. addend.W.Select((layer, l) => layer.Select((row, j) => Add(sum?.W[l][j], row, factor)).ToArray())],
        [.. addend.B.Select((row, l) => Add(sum?.B[l], row, factor))],
        [.. addend.A.Select((row, l) => Add(sum?.A[l], row, factor))]);

    private static double[] Add(double[]? sum, double[] addend, double factor) =>
        [.. addend.Select((value, i) => (sum?[i] ?? 0) + factor * value)];

    private static double CostDerivative(Cost cost, double a, double y) => cost switch
    {
        Cost.Quadratic => 2 * (a - y),
        Cost.SigmoidCrossEntropy => (a - y) / (a * (1 - a)),
        Cost.SoftmaxCrossEntropy => -y / a,
        _ => throw new ArgumentOutOfRangeException(nameof(cost)),
    };

    private static double Of(Activation activation, double z) => activation switch
    {
        Activation.Sigmoid => 1 / (1 + Math.Exp(-z)),
        Activation.Tanh => Math.Tanh(z),
        Activation.Relu => Math.Max(0, z),
        Activation.Identity => z,
        _ => throw new ArgumentOutOfRangeException(nameof(activation)),
    };
}
