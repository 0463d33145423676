using ActorBackprop.Learning.Networks;
using ActorBackprop.Learning.Reference;

namespace ActorBackprop.Learning.Explaining;

/// <summary>
/// Backpropagation of one sample, taken apart: every number comes from <see cref="ReferenceNetwork"/>, and what is put
/// together here out of several is added and multiplied in its order, so that the bits are the same.
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

    /// <summary>A neuron behind the input.</summary>
    public NeuronState Neuron(NeuronName name)
    {
        var (l, j) = (name.Layer - 1, name.Index);
        var (activation, last) = (Network.Layers[l].Activation, name.Layer == Network.Layers.Count);
        return new(name, Pass.Z[l][j], Pass.A[l + 1][j], last ? Target[j] : null,
            activation == Activation.Softmax ? null : Sigma.Derivative(activation, Pass.Z[l][j]),
            Gradient.A[l + 1][j], Gradient.B[l][j], last && Network.Cost != Networks.Cost.Quadratic);
    }

    /// <summary>A parameter and ∂C/∂p.</summary>
    public Sensitivity Of(ParameterName name) =>
        new(name, name.In(Reference.Weights, Reference.Biases), name.In(Gradient.W, Gradient.B));

    /// <summary>The chain rule at a weight.</summary>
    /// <exception cref="ArgumentException">It is a bias.</exception>
    public WeightChain Chain(ParameterName weight)
    {
        if (weight.From is not { } k) throw new ArgumentException($"{weight} is no weight", nameof(weight));
        var (_, value, derivative) = Of(weight);
        return new(weight, value, Pass.A[weight.Layer - 1][k], Neuron(weight.Neuron), derivative);
    }

    /// <summary>The three ways to change a neuron.</summary>
    public NeuronChanges Changes(NeuronName name)
    {
        var (l, j, neuron) = (name.Layer - 1, name.Index, Neuron(name));
        var (a, w, dw) = (Pass.A[l], Reference.Weights[l][j], Gradient.W[l][j]);
        return new(neuron, Reference.Biases[l][j], Gradient.B[l][j],
            [.. Enumerable.Range(0, a.Length).Select(k => new Incoming(new(l, k), a[k], w[k], dw[k], w[k] * neuron.CostByZ))]);
    }

    /// <summary>What the next layer wishes of an activation.</summary>
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

    /// <summary>Every parameter, the one the cost feels most first; equal ones in canonical order.</summary>
    public IReadOnlyList<Sensitivity> Ranking() =>
        [.. ParameterName.All(Network).Select(Of).OrderByDescending(p => Math.Abs(p.Derivative))];

    /// <summary>Changes one parameter of a copy and runs the sample again.</summary>
    /// <param name="name">The parameter.</param>
    /// <param name="delta">What to add to it.</param>
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
        return new(Of(name), delta, Cost, nudged.Cost(nudged.Forward(Pass.A[0]).A[^1], Target));
    }
}
