namespace ActorBackprop.Learning.Explaining;

/// <summary>A neuron behind the input, between the forward and the backward pass.</summary>
/// <param name="Name">The neuron.</param>
/// <param name="Z">z, its weighted input.</param>
/// <param name="A">a = σ(z).</param>
/// <param name="Target">y, what it should be; null in a hidden layer.</param>
/// <param name="Slope">σ′(z) = ∂a/∂z; null for softmax, which mixes the neurons of its layer.</param>
/// <param name="CostByA">∂C/∂a; not finite where a cross-entropy's logarithm is not.</param>
/// <param name="CostByZ">∂C/∂z. It is σ′(z) · ∂C/∂a, or, where <see cref="Cancels"/>, a − y.</param>
/// <param name="Cancels">Whether this is an output under a cross-entropy, where σ′(z) · ∂C/∂a comes to a − y.</param>
public sealed record NeuronState(
    NeuronName Name, double Z, double A, double? Target, double? Slope, double CostByA, double CostByZ, bool Cancels);
