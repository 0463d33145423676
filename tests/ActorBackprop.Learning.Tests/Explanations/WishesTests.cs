using ActorBackprop.Learning.Explanations;
using ActorBackprop.Learning.Networks;

namespace ActorBackprop.Learning.Tests.Explanations;

public sealed class WishesTests
{
    public static TheoryData<Activation, Activation, Cost> Kinds => SomeNetwork.Kinds;

    [Theory, MemberData(nameof(Kinds))]
    public void The_sum_of_the_wishes_is_the_derivative_to_the_bit(Activation hidden, Activation last, Cost cost)
    {
        var explanation = SomeNetwork.Explained(hidden, last, cost);

        for (var layer = 0; layer < explanation.Network.Layers.Count; layer++)
            for (var k = 0; k < explanation.Network.Widths[layer]; k++)
                Assert.Equal(explanation.Gradient.A[layer][k], explanation.Wishes(new(layer, k)).Sum);
    }

    [Theory, MemberData(nameof(Kinds))]
    public void A_neurons_own_wish_is_its_term_of_the_sum(Activation hidden, Activation last, Cost cost)
    {
        var explanation = SomeNetwork.Explained(hidden, last, cost);

        foreach (var neuron in Neurons(explanation))
            foreach (var incoming in explanation.Neuron(neuron).Incoming)
                Assert.Equal(explanation.Wishes(incoming.From).Wishes[neuron.Index], incoming.Wish);
    }

    [Theory, MemberData(nameof(Kinds))]
    public void Weights_change_in_proportion_to_activations_and_vice_versa(
        Activation hidden, Activation last, Cost cost)
    {
        var explanation = SomeNetwork.Explained(hidden, last, cost);

        foreach (var neuron in Neurons(explanation).Select(explanation.Neuron))
            Assert.All(neuron.Incoming, incoming =>
            {
                Assert.Equal(incoming.A * neuron.DCdb, incoming.DCdw);
                Assert.Equal(incoming.W * neuron.DCdb, incoming.Wish);
            });
    }

    [Theory, MemberData(nameof(Kinds))]
    public void A_neuron_states_whether_slope_and_cost_cancel(Activation hidden, Activation last, Cost cost)
    {
        var explanation = SomeNetwork.Explained(hidden, last, cost);

        Assert.All(Neurons(explanation).Select(explanation.Neuron), neuron =>
        {
            Assert.Equal(neuron.Name.Layer == 3 && cost != Cost.Quadratic, neuron.Cancels);
            if (neuron.Cancels) Assert.Equal(neuron.A - neuron.Target!.Value, neuron.DCdz);
            else Assert.Equal(neuron.Slope!.Value * neuron.DCda, neuron.DCdz);
            // Where they cancel to a − y, both are there as well, but for softmax's slope.
            if (neuron.Slope is { } slope) Assert.Equal(slope * neuron.DCda, neuron.DCdz, 1e-14);
        });
    }

    private static IEnumerable<NeuronName> Neurons(Explanation explanation) =>
        from layer in Enumerable.Range(1, explanation.Network.Layers.Count)
        from index in Enumerable.Range(0, explanation.Network.Widths[layer])
        select new NeuronName(layer, index);
}
