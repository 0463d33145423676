using ActorBackprop.Learning.Explanations;
using ActorBackprop.Learning.Networks;
using ActorBackprop.Learning.Reference;

namespace ActorBackprop.Learning.Tests.Explanations;

/// <summary>The chain of single neurons 1-1-1-1, worked out by hand to forty digits.</summary>
public sealed class ChainByHandTests
{
    private static readonly Network Chain = new([1, 1, 1, 1], [Activation.Sigmoid, Activation.Sigmoid, Activation.Sigmoid], Cost.Quadratic);

    private readonly Explanation _explanation = new(
        Chain, ReferenceNetwork.FromCanonical(Chain, (ReadOnlySpan<double>)[0.8, 0.1, -1.5, 0.4, 2, -0.3]), [0.5], [1]);

    [Fact]
    public void Forward_is_as_by_hand()
    {
        Equal(0.5, _explanation.Pass.Z[0][0]);
        Equal(-0.5336889968027818469583508486182627181, _explanation.Pass.Z[1][0]);
        Equal(0.4393137997110899436894497200422339784, _explanation.Pass.Z[2][0]);
        Equal(0.6080955108127941096864241468855402348, _explanation.Pass.A[3][0]);
        Equal(0.1535891286450847785973100343232214190, _explanation.Cost);
    }

    [Theory]
    [InlineData(3, 0.3696568998555449718447, 0.2383153605421211117163, -0.7838089783744117806271, -0.06904958718058894969755)]
    [InlineData(2, 0.6224593312018545646389, 0.2330106762447325676184, -0.3735874385548991060358, -0.05418499869139470667975)]
    [InlineData(1, 0.5, 0.2350037122015944890693, 0.1305747925413217753151, 0.01534278048358184458659)]
    public void The_three_factors_of_a_weight_and_their_product_are_as_by_hand(
        int layer, double a, double slope, double dCda, double dCdw)
    {
        var chain = _explanation.Chain(new(layer, 0, 0));

        Equal(a, chain.A);
        Equal(slope, chain.Slope!.Value);
        Equal(dCda, chain.DCda);
        Equal(dCdw, chain.DCdw);
        Assert.Equal(chain.A * (chain.Slope.Value * chain.DCda), chain.DCdw);
    }

    [Fact]
    public void The_last_neuron_can_be_changed_in_three_ways()
    {
        var neuron = _explanation.Neuron(new(3, 0));

        Equal(-0.1867937192774495530179, neuron.DCdb);
        var incoming = Assert.Single(neuron.Incoming);
        Equal(-0.06904958718058894969755, incoming.DCdw);
        Equal(-0.3735874385548991060358, incoming.Wish);
        Assert.Equal(1, neuron.Target);
    }

    [Fact]
    public void A_bias_is_the_weight_of_an_input_that_is_1()
    {
        var chain = _explanation.Chain(new(3, 0, null));

        Assert.Equal((-0.3, 1), (chain.W, chain.A));
        Equal(-0.1867937192774495530179, chain.DCdw);
        Assert.Equal(chain.DCdz, chain.DCdw);
    }

    [Fact]
    public void The_strongest_weight_is_the_first_weight_of_the_ranking()
    {
        var explanation = SomeNetwork.Explained(Activation.Tanh, Activation.Identity, Cost.Quadratic);
        var weights = explanation.Ranking().Where(p => p.Name.IsWeight).ToList();

        Assert.Equal(weights[0].Name, explanation.StrongestWeight());
        var neuron = weights[^1].Name.Neuron;
        Assert.NotEqual(weights[0].Name.Neuron, neuron);
        Assert.Equal(weights.First(p => p.Name.Neuron == neuron).Name, explanation.StrongestWeight(neuron));
    }

    [Fact]
    public void Ranking_begins_with_the_last_bias() =>
        Assert.Equal(["b3:0", "b2:0", "w3:0,0", "w2:0,0", "b1:0", "w1:0,0"], _explanation.Ranking().Select(p => $"{p.Name}"));

    private static void Equal(double expected, double actual) => Assert.Equal(expected, actual, 1e-15);
}
