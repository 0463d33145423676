using ActorBackprop.Learning.GradientCheck;
using Independent = ActorBackprop.Learning.Tests.Support.GradientCase;

namespace ActorBackprop.Learning.Tests.GradientCheck;

/// <summary>Tests the checker itself. The tests in Gradients check the gradients, with another reader.</summary>
public sealed class CaseCheckTests
{
    private static readonly IReadOnlyList<GradientCase> Cases = GradientCaseFile.Read(CaseFile.Path);

    [Fact]
    public void Every_case_is_read_as_it_is_written()
    {
        Assert.Equal(Enumerable.Range(1, Independent.All.Count), Cases.Select(one => one.Number));
        foreach (var (read, written) in Cases.Zip(Independent.All))
        {
            Assert.Equal(written.Layers, read.Network.Widths);
            Assert.Equal(written.Network.Layers.Select(layer => layer.Activation), read.Network.Layers.Select(layer => layer.Activation));
            Assert.Equal(written.Network.Cost, read.Network.Cost);
            Assert.Equal(written.Weights, read.Weights);
            Assert.Equal(written.Biases, read.Biases);
            Assert.Equal(written.Inputs, read.Samples.Select(sample => sample.X));
            Assert.Equal(written.Targets, read.Samples.Select(sample => sample.Y));
            Assert.Equal(written.Expected.WeightGradients, read.WeightGradients);
            Assert.Equal(written.Expected.BiasGradients, read.BiasGradients);
            Assert.Equal(written.Expected.Outputs, read.Outputs);
            Assert.Equal(written.Expected.MeanCost, read.MeanCost);
        }
    }

    [Theory]
    [InlineData(true, 1e-6), InlineData(false, 1e-13)]
    public void An_error_is_the_largest_difference_by_the_largest_number_expected(bool kernels, double rounding)
    {
        CaseCheck Check(GradientCase one) => kernels ? CaseCheck.OfKernels(one) : CaseCheck.OfReference(one);
        var right = Cases[2]; // none of what is altered is its largest
        var (written, found) = (Independent.All[2], Check(right));
        Assert.All(new[] { found.Gradients, found.Outputs!.Value, found.MeanCost!.Value }, error => Assert.InRange(error, 0, rounding));

        var off = 0.25 * written.ExpectedCanonical.Max(Math.Abs);
        var weights = Check(right with { WeightGradients = Altered(right.WeightGradients, off) });
        var biases = Check(right with { BiasGradients = Altered(right.BiasGradients, off) });
        Assert.All(new[] { weights, biases }, check => Assert.Equal(0.25, check.Gradients, 1e-5));
        Assert.All(new[] { weights, biases }, check => Assert.Equal((found.Outputs, found.MeanCost), (check.Outputs, check.MeanCost)));

        var outputs = Check(right with { Outputs = Altered(right.Outputs!, 0.25 * written.Expected.Outputs.Max(a => a.Max(Math.Abs))) });
        Assert.Equal((found.Gradients, found.MeanCost), (outputs.Gradients, outputs.MeanCost));
        Assert.Equal(0.25, outputs.Outputs!.Value, 1e-5);

        var cost = Check(right with { MeanCost = 2 * written.Expected.MeanCost });
        Assert.Equal((found.Gradients, found.Outputs), (cost.Gradients, cost.Outputs));
        Assert.Equal(0.5, cost.MeanCost!.Value, 1e-5);
    }

    [Fact]
    public void A_network_that_is_off_by_a_hundredth_in_one_bias_is_noticed() => Assert.All(Cases, one =>
        Assert.True(CaseCheck.OfKernels(one with { Biases = Altered(one.Biases, 0.01) }).Gradients > 1e-5));

    private static double[][][] Altered(double[][][] numbers, double by) => [.. numbers[..^1], Altered(numbers[^1], by)];

    /// <summary>With the last of the numbers moved towards 0 or beyond, so that it does not become the largest.</summary>
    private static double[][] Altered(double[][] numbers, double by)
    {
        double[][] altered = [.. numbers.Select(row => row.ToArray())];
        altered[^1][^1] -= altered[^1][^1] < 0 ? -by : by;
        return altered;
    }
}
