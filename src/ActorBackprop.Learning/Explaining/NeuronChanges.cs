namespace ActorBackprop.Learning.Explaining;

/// <summary>
/// The three ways to change a neuron, and what the cost asks of each: its bias; its weights, in proportion to the
/// activations they come from; the activations before it, in proportion to its weights. All are shares of ∂C/∂z.
/// </summary>
/// <param name="Neuron">The neuron, with its ∂C/∂z.</param>
/// <param name="Bias">b.</param>
/// <param name="BiasDerivative">∂C/∂b, which is ∂C/∂z.</param>
/// <param name="Incoming">Of each neuron before it the weight and the activation, in their order.</param>
public sealed record NeuronChanges(NeuronState Neuron, double Bias, double BiasDerivative, IReadOnlyList<Incoming> Incoming);
