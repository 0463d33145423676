using ActorBackprop.Learning.Explanations;
using ActorBackprop.Learning.Networks;

namespace ActorBackprop.Learning.Tests.Explanations;

public sealed class ParameterNameTests
{
    private static readonly Network Digits = new([784, 30, 10], [Activation.Sigmoid, Activation.Sigmoid], Cost.Quadratic);

    [Theory]
    [InlineData("w2:3,17", 2, 3, 17)]
    [InlineData("w1:29,783", 1, 29, 783)]
    [InlineData("b2:9", 2, 9, null)]
    public void A_name_is_read_and_written_back(string text, int layer, int to, int? from)
    {
        var name = ParameterName.Parse(text, Digits);

        Assert.Equal(new ParameterName(layer, to, from), name);
        Assert.Equal(text, name.ToString());
    }

    [Fact]
    public void A_neuron_is_read_and_written_back() => Assert.Equal("a1:29", NeuronName.Parse("a1:29", Digits).ToString());

    [Theory]
    [InlineData("w3:0,0", "layers 1 to 2")]
    [InlineData("w0:0,0", "layers 1 to 2")]
    [InlineData("w2:10,0", "layer 2 of 784-30-10 has the neurons 0 to 9")]
    [InlineData("w2:3,30", "layer 1 of 784-30-10 has the neurons 0 to 29")]
    [InlineData("w1:3,784", "the input of 784-30-10 has the neurons 0 to 783")]
    [InlineData("b2:10", "neurons 0 to 9")]
    [InlineData("w2:3", "expected a weight")]
    [InlineData("b2:3,1", "expected a weight")]
    [InlineData("w2:3,", "expected a weight")]
    [InlineData("w2:3,17x", "expected a weight")]
    [InlineData("w2:-3,17", "expected a weight")]
    [InlineData("w99999999999:0,0", "expected a weight")]
    [InlineData("", "expected a weight")]
    [InlineData("W2:3,17", "expected a weight")]
    [InlineData("\u001b[31mw", "expected a weight")]
    public void A_wrong_name_is_one_sentence_that_says_what_is_right(string text, string expected)
    {
        var sentence = Assert.Throws<FormatException>(() => ParameterName.Parse(text, Digits)).Message;

        Assert.Contains(expected, sentence, StringComparison.Ordinal);
        Assert.DoesNotContain('\u001b', sentence);
        Assert.EndsWith(".", sentence, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a0:1", "layers 1 to 2")]
    [InlineData("a2:10", "neurons 0 to 9")]
    [InlineData("2:1", "expected a neuron")]
    public void A_wrong_neuron_is_one_sentence_that_says_what_is_right(string text, string expected) =>
        Assert.Contains(expected, Assert.Throws<FormatException>(() => NeuronName.Parse(text, Digits)).Message, StringComparison.Ordinal);

    [Fact]
    public void All_names_are_in_canonical_order()
    {
        var network = new Network([2, 3, 1], [Activation.Tanh, Activation.Tanh], Cost.Quadratic);
        var order = ParameterName.All(network).Select(name => name.ToString());

        Assert.Equal(
            ["w1:0,0", "w1:0,1", "w1:1,0", "w1:1,1", "w1:2,0", "w1:2,1", "b1:0", "b1:1", "b1:2", "w2:0,0", "w2:0,1", "w2:0,2", "b2:0"], order);
        Assert.Equal(Digits.ParameterCount, ParameterName.All(Digits).Count());
    }
}
