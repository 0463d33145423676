using ActorBackprop.Learning.Explanations;
using ActorBackprop.Learning.Networks;

namespace ActorBackprop.Cli.Explaining;

/// <summary>The few formulas that depend on the network, as a book would print them.</summary>
internal static class Formulas
{
    /// <summary>C of a sample.</summary>
    public static string Of(Cost cost) => cost switch
    {
        Cost.Quadratic => "Σ (a − y)²",
        Cost.SigmoidCrossEntropy => "−Σ [y ln a + (1 − y) ln(1 − a)]",
        _ => "−Σ y ln a",
    };

    /// <summary>∂C/∂a of an output.</summary>
    public static string Derivative(Cost cost) => cost switch
    {
        Cost.Quadratic => "2 (a − y)",
        Cost.SigmoidCrossEntropy => "(a − y) / (a (1 − a))",
        _ => "−y / a",
    };

    /// <summary>Where a neuron's ∂C/∂a comes from.</summary>
    /// <param name="neuron">The neuron.</param>
    /// <param name="network">Its network.</param>
    public static string Source(NeuronExplanation neuron, Network network) => neuron.Target is { } target
        ? $"{Derivative(network.Cost)}, with y = {Numbers.Short(target)}"
        : network.Widths[neuron.Name.Layer + 1] is 1 ? "the wish of the one neuron it feeds"
        : $"the {network.Widths[neuron.Name.Layer + 1]} wishes of the neurons it feeds, added";
}
