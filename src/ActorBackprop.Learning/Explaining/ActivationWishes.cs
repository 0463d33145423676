namespace ActorBackprop.Learning.Explaining;

/// <summary>What all the neurons that an activation feeds wish of it. A wish below 0 is for a larger activation.</summary>
/// <param name="Name">The neuron whose activation it is.</param>
/// <param name="Activation">a.</param>
/// <param name="Wishes">w · ∂C/∂z of each neuron of the next layer, in their order.</param>
/// <param name="Sum">The wishes added in their order: ∂C/∂a, to the bit.</param>
public sealed record ActivationWishes(NeuronName Name, double Activation, IReadOnlyList<double> Wishes, double Sum);
