namespace ActorBackprop.Learning.Explaining;

/// <summary>One connection into a neuron.</summary>
/// <param name="From">The neuron before.</param>
/// <param name="Activation">aₖ.</param>
/// <param name="Weight">w.</param>
/// <param name="WeightDerivative">∂C/∂w = aₖ · ∂C/∂z.</param>
/// <param name="Wish">w · ∂C/∂z: this neuron's share of ∂C/∂aₖ. Below 0 it wishes aₖ larger.</param>
public sealed record Incoming(NeuronName From, double Activation, double Weight, double WeightDerivative, double Wish);
