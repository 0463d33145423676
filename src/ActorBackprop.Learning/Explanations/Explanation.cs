using ActorBackprop.Learning.Networks;
using ActorBackprop.Learning.Reference;

namespace ActorBackprop.Learning.Explanations;

/// <summary>
/// Backpropagation of one sample in detail. Every number comes from <see cref="ReferenceNetwork"/>, or is computed in its order of additions
/// and multiplications, so that the bits are the same.
/// </summary>
public sealed class Explanation
{
    /// <summary>Runs the sample forward and back.</summary>
    /// <param name="network">The network.</param>
    /// <param name="reference">Its parameters; not to be changed afterwards.</param>
    /// <param name="x">The input, [inputs].</param>
    /// <param name="y">The target, [outputs].</param>
    public Explanation(Network network, ReferenceNetwork reference, double[] x, double[] y)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(x.Length, network.Inputs);
        ArgumentOutOfRangeException.ThrowIfNotEqual(y.Length, network.Outputs);
        (Network, Reference, Target) = (network, reference, y);
        Pass = reference.Forward(x);
        Gradient = reference.Backward(Pass, y);
        Cost = reference.Cost(Pass.A[^1], y);
    }

    /// <summary>The network.</summary>
    public Network Network { get; }

    /// <summary>Its parameters.</summary>
    public ReferenceNetwork Reference { get; }

    /// <summary>y, [outputs].</summary>
    public double[] Target { get; }

    /// <summary>z and a of every layer.</summary>
    public ReferenceNetwork.Pass Pass { get; }

    /// <summary>∂C/∂w, ∂C/∂b (which is ∂C/∂z) and ∂C/∂a of every layer.</summary>
    public ReferenceNetwork.Gradient Gradient { get; }

    /// <summary>C of the sample.</summary>
    public double Cost { get; }

    /// <summary>Returns all layers, the input first.</summary>
    /// <param name="includesWeights">Whether they come with w and ∂C/∂w.</param>
    public IReadOnlyList<LayerExplanation> Layers(bool includesWeights) =>
    [
        new(0, Pass.A[0], Gradient.A[0]),
        .. Network.Layers.Select((layer, l) => new LayerExplanation(l + 1, Pass.A[l + 1], Gradient.A[l + 1])
        {
            Activation = Names.Of(layer.Activation),
            Z = Pass.Z[l],
            DCdz = Gradient.B[l],
            W = includesWeights ? Reference.Weights[l] : null,
            DCdw = includesWeights ? Gradient.W[l] : null,
            B = Reference.Biases[l],
        }),
    ];

    /// <summary>Returns a neuron behind the input and its incoming connections.</summary>
    public NeuronExplanation Neuron(NeuronName name)
    {
        var (l, j) = (name.Layer - 1, name.Index);
        var (activation, isLast) = (Network.Layers[l].Activation, name.Layer == Network.Layers.Count);
        var (a, w, dCdw, dCdz) = (Pass.A[l], Reference.Weights[l][j], Gradient.W[l][j], Gradient.B[l][j]);
        return new(name, Pass.Z[l][j], Pass.A[l + 1][j], isLast ? Target[j] : null,
            activation == Activation.Softmax ? null : Sigma.Derivative(activation, Pass.Z[l][j]),
            Gradient.A[l + 1][j], dCdz, Reference.Biases[l][j], isLast && Network.Cost != Networks.Cost.Quadratic)
        {
            Incoming = [.. Enumerable.Range(0, a.Length).Select(k => new Connection(new(l, k), a[k], w[k], dCdw[k], w[k] * dCdz))],
        };
    }

    /// <summary>Returns a parameter and ∂C/∂p.</summary>
    public Sensitivity Of(ParameterName name) =>
        new(name, name.In(Reference.Weights, Reference.Biases), name.In(Gradient.W, Gradient.B));

    /// <summary>Returns the chain rule at a weight, or at a bias.</summary>
    public ChainRule Chain(ParameterName name)
    {
        var (_, value, derivative) = Of(name);
        return new(name, value, name.From is { } k ? Pass.A[name.Layer - 1][k] : 1, Neuron(name.Neuron)) { DCdw = derivative };
    }

    /// <summary>Returns how the neurons of the next layer want an activation to change.</summary>
    /// <param name="name">A neuron of any layer but the last; layer 0 is the input.</param>
    public ActivationWishes Wishes(NeuronName name)
    {
        var (w, dz) = (Reference.Weights[name.Layer], Gradient.B[name.Layer]);
        var (wishes, sum) = (new double[dz.Length], 0.0);
        for (var j = 0; j < dz.Length; j++)
        {
            wishes[j] = w[j][name.Index] * dz[j];
            sum += wishes[j];
        }
        return new(name, Pass.A[name.Layer][name.Index], wishes, sum);
    }

    /// <summary>Returns every parameter, the one the cost is most sensitive to first; equal ones in canonical order.</summary>
    public IReadOnlyList<Sensitivity> Ranking() =>
        [.. ParameterName.All(Network).Select(Of).OrderByDescending(p => Math.Abs(p.Derivative))];

    /// <summary>Returns the weight the cost is most sensitive to, the first of equal ones, without ranking the others.</summary>
    /// <param name="into">The neuron it leads to; null for any. Default: null.</param>
    public ParameterName StrongestWeight(NeuronName? into = null) => ParameterName.All(Network)
        .Where(name => name.IsWeight && (into is null || name.Neuron == into)).MaxBy(name => Math.Abs(name.In(Gradient.W, Gradient.B)));

    /// <summary>Changes one parameter of a copy and runs the sample again.</summary>
    /// <param name="name">The parameter.</param>
    /// <param name="delta">The amount to add to it.</param>
    public Nudge Nudge(ParameterName name, double delta)
    {
        var (W, b, l) = (Reference.Weights.ToArray(), Reference.Biases.ToArray(), name.Layer - 1);
        if (name.From is { } k)
        {
            W[l] = [.. W[l]];
            W[l][name.To] = [.. W[l][name.To]];
            W[l][name.To][k] += delta;
        }
        else
        {
            b[l] = [.. b[l]];
            b[l][name.To] += delta;
        }
        var nudged = new ReferenceNetwork(Network, W, b);
        var (_, value, derivative) = Of(name);
        return new(name, value, derivative, delta, Cost, nudged.Cost(nudged.Forward(Pass.A[0]).A[^1], Target));
    }
}
