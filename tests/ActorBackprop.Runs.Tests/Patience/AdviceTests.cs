using ActorBackprop.Learning.Measuring;
using ActorBackprop.Learning.Optimization;
using ActorBackprop.Runs.Configuration;
using ActorBackprop.Runs.Training;
using ActorBackprop.Testing;

namespace ActorBackprop.Runs.Tests.Patience;

public sealed class AdviceTests : IDisposable
{
    private static readonly UnitHealth Well = new(200, 30, 3, 10, 1, 1e-3, 0.05);

    private readonly SmallDigits _digits = new();

    [Theory]
    [InlineData(0.1, 10, true), InlineData(0.15, 10, true), InlineData(0.151, 10, false)]
    [InlineData(0.5, 2, true), InlineData(0.76, 2, false), InlineData(1, 1, false)]
    public void Chance_is_one_and_a_half_times_what_guessing_gives(double accuracy, int classes, bool expected) =>
        Assert.Equal(expected, Advice.IsAtChance(accuracy, classes));

    [Fact]
    public void Dead_units_are_counted_and_answered() => Assert.Equal(
        "After epoch 2 the network is at chance (10.2 %): 27 of 30 ReLU units are dead, 0 for all of 200 training images; "
        + "lower --learning-rate (now 1.5) or use --initializer he.",
        Said(Well with { Dead = 27, Saturated = 9 }, 2, 0.1021));

    [Fact]
    public void Saturated_units_are_counted_and_answered() => Assert.Contains(
        "(10.0 %): 9 of 10 sigmoid or tanh units are saturated", Said(Well with { Saturated = 9 }), StringComparison.Ordinal);

    [Fact]
    public void A_rate_too_small_is_told_by_what_it_changes() => Assert.Contains(
        "no more than 0.15 % of the first layer's weights changes in an epoch, since their mean |∂C/∂w| is 1E-08 on 200 training images; "
        + "raise --learning-rate (now 1.5).",
        Said(Well with { FirstGradient = 1e-8 }), StringComparison.Ordinal);

    [Fact]
    public void Adams_steps_do_not_shrink_with_the_gradient() => Assert.DoesNotContain("raise",
        Said(Well with { FirstGradient = 1e-8 }, optimizer: OptimizerKind.Adam), StringComparison.Ordinal);

    [Fact]
    public void Where_all_is_well_but_nothing_is_learned_that_is_said() => Assert.Contains(
        "no layer is dead or saturated, and the first layer's mean |∂C/∂w| is 0.001", Said(Well), StringComparison.Ordinal);

    /// <summary>The networks are spoilt on purpose; what is said of them must be what is wrong with them, and only once.</summary>
    [Theory]
    [InlineData("are dead", "activation=relu", "initializer=normal", "learningRate=5")]
    [InlineData("are saturated", "activation=sigmoid", "initializer=normal", "learningRate=200")]
    [InlineData("raise --learning-rate (now 1E-06)", "activation=sigmoid", "initializer=xavier", "learningRate=1e-6")]
    public void A_run_that_learns_nothing_says_why_once(string expected, params string[] sets)
    {
        var run = ListeningRun.Of([$"data={_digits.Data}", $"layers={SmallDigits.Layers}", "epochs=4", .. sets], _digits.At("run"));
        Assert.Contains(run.Epochs, epoch => epoch.TrainingAccuracy <= 0.15);
        var remark = Assert.Single(run.Remarks);
        Assert.StartsWith("After epoch 2 the network is at chance (", remark, StringComparison.Ordinal);
        Assert.Contains(expected, remark, StringComparison.Ordinal);
        Assert.Contains(expected, File.ReadAllText(Path.Combine(_digits.At("run"), "log.jsonl")), StringComparison.Ordinal);
    }

    [Fact]
    public void A_run_that_learns_is_left_in_peace() => Assert.Empty(
        ListeningRun.Of([$"data={_digits.Data}", $"layers={SmallDigits.Layers}", "epochs=3", "cost=softmax-cross-entropy", "learningRate=0.5"],
            _digits.At("run"), sequential: true).Remarks);

    public void Dispose() => _digits.Dispose();

    private static string Said(UnitHealth health, int epoch = 1, double accuracy = 0.1, OptimizerKind optimizer = OptimizerKind.Sgd) =>
        Advice.Of(epoch, accuracy, new TrainingSettings { Optimizer = optimizer }.ToPlan(50_000), health);
}
