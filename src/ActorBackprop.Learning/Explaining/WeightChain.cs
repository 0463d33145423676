namespace ActorBackprop.Learning.Explaining;

/// <summary>
/// The chain rule at one weight w from neuron k to neuron j: ∂C/∂w = aₖ · σ′(zⱼ) · ∂C/∂aⱼ, and each of its numbers.
/// </summary>
/// <param name="Name">The weight.</param>
/// <param name="Weight">w.</param>
/// <param name="Activation">aₖ, which is ∂zⱼ/∂w: the activation it comes from.</param>
/// <param name="Neuron">What is known of neuron j.</param>
/// <param name="Derivative">∂C/∂w: aₖ times the neuron's ∂C/∂z, to the bit.</param>
public sealed record WeightChain(ParameterName Name, double Weight, double Activation, NeuronState Neuron, double Derivative);
