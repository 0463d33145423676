using System.Text.Json;
using ActorBackprop.Learning.Networks;

namespace ActorBackprop.Learning.Tests.Support;

/// <summary>A small network with gradients computed by PyTorch in double precision.</summary>
public sealed record GradientCase(int[] Layers, string[] Activations, string Cost, double[][][] Weights, double[][] Biases,
    double[][] Inputs, double[][] Targets, GradientCase.Answers Expected)
{
    /// <summary>Means over the samples.</summary>
    public sealed record Answers(double[][] Outputs, double MeanCost, double[][][] WeightGradients, double[][] BiasGradients);

    private sealed record CaseFile(string About, GradientCase[] Cases);

    public static IReadOnlyList<GradientCase> All { get; } = JsonSerializer.Deserialize<CaseFile>(
        File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "cases", "pytorch-gradients.json")), JsonSerializerOptions.Web)!.Cases;

    public Network Network => new(Layers,
        [.. Activations.Select(name => Enum.Parse<Activation>(name, ignoreCase: true))],
        Enum.Parse<Cost>(Cost.Replace("-", ""), ignoreCase: true));

    /// <summary>All expected gradients in canonical order.</summary>
    public double[] ExpectedCanonical => Canonical(Expected.WeightGradients, Expected.BiasGradients);

    public static double[] Canonical(double[][][] weights, double[][] biases) =>
        [.. weights.SelectMany((layer, l) => layer.SelectMany(row => row).Concat(biases[l]))];

    /// <summary>max|g − e| / max|e|.</summary>
    public static double Error(IReadOnlyList<double> found, IReadOnlyList<double> expected)
    {
        Assert.Equal(expected.Count, found.Count);
        return found.Zip(expected, (g, e) => Math.Abs(g - e)).Max() / expected.Max(Math.Abs);
    }
}
