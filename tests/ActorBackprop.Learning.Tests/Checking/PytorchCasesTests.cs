using ActorBackprop.Learning.Checking;

namespace ActorBackprop.Learning.Tests.Checking;

/// <summary>Gradients that PyTorch computed in double precision, beside both of ours.</summary>
public sealed class PytorchCasesTests
{
    private static readonly IReadOnlyList<GradientCase> Cases = GradientCaseFile.Read(CaseFile.Path);

    public static TheoryData<int> Numbers => [.. Cases.Select(one => one.Number)];

    [Fact]
    public void There_are_eighteen() => Assert.Equal(Enumerable.Range(1, 18), Cases.Select(one => one.Number));

    [Theory, MemberData(nameof(Numbers))]
    public void The_kernels_that_train_agree_in_single_precision(int number)
    {
        var check = CaseCheck.OfKernels(Cases[number - 1]);
        Assert.InRange(check.Gradients, 0, 1e-6);
        Assert.InRange(check.Outputs!.Value, 0, 1e-6);
        Assert.InRange(check.MeanCost!.Value, 0, 1e-6);
    }

    [Theory, MemberData(nameof(Numbers))]
    public void The_reference_network_agrees_in_double_precision(int number)
    {
        var check = CaseCheck.OfReference(Cases[number - 1]);
        Assert.InRange(check.Gradients, 0, 1e-13);
        Assert.InRange(check.Outputs!.Value, 0, 1e-13);
        Assert.InRange(check.MeanCost!.Value, 0, 1e-13);
    }

    [Theory, MemberData(nameof(Numbers))]
    public void A_bias_that_is_off_by_a_hundredth_is_noticed(int number)
    {
        var one = Cases[number - 1];
        double[][] biases = [.. one.Biases.Select(layer => layer.ToArray())];
        biases[^1][0] += 0.01;
        Assert.True(CaseCheck.OfKernels(one with { Biases = biases }).Gradients > 1e-5);
    }

    [Fact]
    public void A_single_wrong_expectation_is_noticed()
    {
        var one = Cases[0];
        double[][] expected = [.. one.BiasGradients.Select(layer => layer.ToArray())];
        expected[^1][0] *= 1.001;
        Assert.True(CaseCheck.OfReference(one with { BiasGradients = expected }).Gradients > 1e-5);
    }
}
