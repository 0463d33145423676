using ActorBackprop.Learning.Explaining;

namespace ActorBackprop.Studio.Looking;

/// <summary>The parts of an explanation, as the page has them.</summary>
internal static class LensParts
{
    private const int MostIncoming = 10;

    /// <summary>The chain rule at a weight, or at a bias: the weight of an input that is always 1.</summary>
    public static object Of(Explanation explanation, ParameterName name) =>
        name.IsWeight ? Of(explanation.Chain(name)) : Of(ChainOfBias(name, explanation.Changes(name.Neuron)));

    private static WeightChain ChainOfBias(ParameterName name, NeuronChanges changes) =>
        new(name, changes.Bias, 1, changes.Neuron, changes.BiasDerivative);

    private static object Of(WeightChain chain) => new
    {
        name = $"{chain.Name}",
        isBias = !chain.Name.IsWeight,
        layer = chain.Name.Layer,
        to = chain.Name.To,
        from = chain.Name.From,
        w = chain.Weight,
        a = chain.Activation,
        z = chain.Neuron.Z,
        slope = chain.Neuron.Slope,
        dCda = chain.Neuron.CostByA,
        dCdz = chain.Neuron.CostByZ,
        target = chain.Neuron.Target,
        cancels = chain.Neuron.Cancels,
        dCdw = chain.Derivative,
    };

    /// <summary>What a sample wants of a neuron: of its bias, its weights and its inputs.</summary>
    public static object Of(Explanation explanation, NeuronName name)
    {
        var changes = explanation.Changes(name);
        var isFirst = name.Layer == 1;
        return new
        {
            name = $"{name}",
            layer = name.Layer,
            index = name.Index,
            z = changes.Neuron.Z,
            a = changes.Neuron.A,
            slope = changes.Neuron.Slope,
            dCda = changes.Neuron.CostByA,
            dCdz = changes.Neuron.CostByZ,
            target = changes.Neuron.Target,
            cancels = changes.Neuron.Cancels,
            bias = changes.Bias,
            dCdb = changes.BiasDerivative,
            incoming = changes.Incoming.OrderByDescending(one => Math.Abs(one.WeightDerivative)).Take(MostIncoming).Select(one => new
            {
                from = $"{one.From}",
                a = one.Activation,
                w = one.Weight,
                dCdw = one.WeightDerivative,
                wish = one.Wish,
            }).ToArray(),
            weights = isFirst ? SignedPicture.Of([.. changes.Incoming.Select(one => one.Weight)]) : null,
            gradients = isFirst ? SignedPicture.Of([.. changes.Incoming.Select(one => one.WeightDerivative)]) : null,
        };
    }
}
