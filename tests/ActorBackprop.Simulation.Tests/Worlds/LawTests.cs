using ActorBackprop.Learning.Numerics;
using ActorBackprop.Simulation.Worlds;

namespace ActorBackprop.Simulation.Tests.Worlds;

/// <summary>Every law has the mean 1, and the spread that books give for it.</summary>
public sealed class LawTests
{
    public static TheoryData<Law, double> Laws => new()
    {
        { Law.Constant, 0 },
        { new Law { Kind = LawKind.Exponential }, 1 },
        { new Law { Kind = LawKind.ShiftedExponential, Shift = 0.8 }, 0.04 },
        { new Law { Kind = LawKind.Pareto, Shape = 6 }, 1.0 / 24 }, // 1 / (α (α − 2))
        { new Law { Kind = LawKind.LogNormal, Sigma = 0.5 }, Math.Exp(0.25) - 1 },
        { new Law { Kind = LawKind.Empirical, Values = [1, 2, 3] }, 1.0 / 6 },
    };

    [Theory, MemberData(nameof(Laws))]
    public void A_law_has_mean_1_and_its_variance(Law law, double variance)
    {
        const int draws = 400_000;
        var random = new RandomSource(5, RandomPurpose.PartTime, 0);
        var values = Enumerable.Range(0, draws).Select(_ => law.Draw(random)).ToArray();

        Assert.InRange(values.Average(), 0.99, 1.01);
        Assert.InRange(values.Average(value => value * value) - 1, variance * 0.93 - 0.001, variance * 1.07 + 0.02);
    }

    [Fact]
    public void An_impossible_law_has_a_fault() => Assert.All(
        new[]
        {
            new Law { Kind = LawKind.ShiftedExponential, Shift = 1.1 },
            new Law { Kind = LawKind.Pareto, Shape = 1 },
            new Law { Kind = LawKind.Pareto, Shape = double.NaN },
            new Law { Kind = LawKind.LogNormal, Sigma = -1 },
            new Law { Kind = LawKind.Empirical },
            new Law { Kind = LawKind.Empirical, Values = [1, 0] },
        },
        law => Assert.NotNull(law.Fault));
}
