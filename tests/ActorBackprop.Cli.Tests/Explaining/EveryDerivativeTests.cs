using System.Text.Json;
using ActorBackprop.Learning.Networks;
using ActorBackprop.Learning.Reference;

namespace ActorBackprop.Cli.Tests.Explaining;

/// <summary>Every derivative that --json prints is the reference's to the bit, and what trying gives.</summary>
public sealed class EveryDerivativeTests
{
    public static TheoryData<string[]> Networks => new(Explain.Chain, ["--seed", "3"], ["--layers", "784,12,9,10", "--sample", "4"]);

    [Theory, MemberData(nameof(Networks))]
    public void Every_derivative_is_the_references_to_the_bit(string[] arguments)
    {
        var json = Explain.Json(arguments);
        var (layers, reference, x, y) = Read(json);
        var pass = reference.Forward(x);
        var gradient = reference.Backward(pass, y);

        Assert.Equal(reference.Cost(pass.A[^1], y), json.GetProperty("C").GetDouble());
        for (var layer = 0; layer < layers.Length; layer++)
        {
            Assert.Equal(pass.A[layer], layers[layer].GetProperty("a").Numbers());
            Assert.Equal(gradient.A[layer], layers[layer].GetProperty("dCda").Numbers());
            if (layer == 0) continue;
            Assert.Equal(pass.Z[layer - 1], layers[layer].GetProperty("z").Numbers());
            Assert.Equal(gradient.B[layer - 1], layers[layer].GetProperty("dCdz").Numbers());
            Assert.Equal(gradient.B[layer - 1], layers[layer].GetProperty("dCdb").Numbers());
            Assert.Equal(gradient.W[layer - 1], layers[layer].GetProperty("dCdw").Rows());
        }
    }

    [Theory, MemberData(nameof(Networks))]
    public void Every_derivative_is_the_central_difference_to_1e_7_of_the_largest(string[] arguments)
    {
        var json = Explain.Json(arguments);
        var (layers, reference, x, y) = Read(json);
        var trying = new CentralDifference(reference.Weights, reference.Biases, x, y);

        Assert.Equal(trying.Cost, json.GetProperty("C").GetDouble(), 1e-12);
        for (var layer = 0; layer < layers.Length; layer++)
        {
            Near(layers[layer].GetProperty("dCda").Numbers(), k => trying.ByActivation(layer, k));
            if (layer == 0) continue;
            Near(layers[layer].GetProperty("dCdz").Numbers(), j => trying.ByZ(layer - 1, j));
            var rows = layers[layer].GetProperty("dCdw").Rows();
            var inputs = rows[0].Length;
            Near([.. rows.SelectMany(row => row)], i => trying.ByWeight(layer - 1, i / inputs, i % inputs));
        }
    }

    private static void Near(double[] derivatives, Func<int, double> trying)
    {
        var largest = derivatives.Max(Math.Abs);
        Assert.True(largest > 1e-3);
        for (var i = 0; i < derivatives.Length; i++) Assert.InRange(Math.Abs(derivatives[i] - trying(i)) / largest, 0, 1e-7);
    }

    /// <summary>The network and sample that the JSON says it is about.</summary>
    private static (JsonElement[] Layers, ReferenceNetwork Reference, double[] X, double[] Y) Read(JsonElement json)
    {
        JsonElement[] layers = [.. json.GetProperty("layers").EnumerateArray()];
        var widths = json.GetProperty("network").GetString()!.Split('-').Select(int.Parse).ToArray();
        var network = new Network(widths, [.. widths.Skip(1).Select(_ => Activation.Sigmoid)], Cost.Quadratic);
        var reference = new ReferenceNetwork(network,
            [.. layers.Skip(1).Select(layer => layer.GetProperty("w").Rows())],
            [.. layers.Skip(1).Select(layer => layer.GetProperty("b").Numbers())]);
        return (layers, reference, layers[0].GetProperty("a").Numbers(), json.GetProperty("target").Numbers());
    }
}
