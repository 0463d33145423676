using ActorBackprop.Configuration;
using ActorBackprop.Learning.Data;
using ActorBackprop.Learning.Diagnostics;
using ActorBackprop.Learning.Networks;
using ActorBackprop.Learning.Optimizers;
using ActorBackprop.Runs.Training;
using ActorBackprop.Testing;

namespace ActorBackprop.Runs.Tests.Patience;

public sealed class AdviceTests : IDisposable
{
    private static readonly UnitHealth Well =
        new(200, [new(Activation.Relu, 30, 3), new(Activation.Sigmoid, 10, 1)], 1e-3, 0.05);

    /// <summary>Ten images: four are a 2, the others 0, 1 and 3.</summary>
    private static readonly Dataset Training = new((byte[])[0, 1, 2, 3, 4, 5, 6, 7, 8, 9], [2, 2, 0, 1, 3, 2, 0, 1, 3, 2], 1, 1, 10);

    private readonly SmallDigits _digits = new();

    /// <summary>The last three: 30 % of the labels are wrong, 95 % of the samples are one class, and all of them are.</summary>
    [Theory]
    [InlineData(0.10, 0.1, 50_000, true), InlineData(0.145, 0.1, 50_000, true), InlineData(0.146, 0.1, 50_000, false)]
    [InlineData(0.52, 0.5, 50_000, true), InlineData(0.69, 0.5, 5_000, false), InlineData(0.95, 0.95, 5_000, true), InlineData(1, 1, 100, false)]
    [InlineData(0.3, 0.1, 10, true), InlineData(0.98, 0.95, 5_000, false)]
    public void An_accuracy_within_the_error_of_the_largest_class_share_is_no_better(double accuracy, double share, int samples, bool expected) =>
        Assert.Equal(expected, Advice.IsNoBetterThanOneAnswer(accuracy, share, samples));

    [Fact]
    public void A_run_that_learns_something_gets_no_advice_and_is_not_measured() => Assert.Null(
        Advice.Of(2, 0.95, new TrainingSettings().ToPlan(10), Training, () => throw new InvalidOperationException("measured")));

    [Fact]
    public void Dead_units_are_counted_by_layer_and_answered() => Assert.Equal(
        "After epoch 2 the network (10.2 % right) is no better than always answering 2, the label of 40.0 % of the training images: "
        + "27 of 30 ReLU units of layer 1 are dead, 0 for all of 200 training images; lower the learning rate (now 1.5), to a third or less.",
        Said(Well with { Layers = [new(Activation.Relu, 30, 27), new(Activation.Sigmoid, 10, 9)] }, 2, 0.1021));

    /// <summary>310 units of which 10 are saturated: all of the last layer. Nothing reaches the first layer then, whatever the rate.</summary>
    [Fact]
    public void A_saturated_last_layer_is_seen_beside_a_large_healthy_one() => Assert.Contains(
        "10 of 10 sigmoid units of the last layer are saturated",
        Said(Well with { Layers = [new(Activation.Sigmoid, 300, 0), new(Activation.Sigmoid, 10, 10)], FirstGradient = 1e-12 }),
        StringComparison.Ordinal);

    [Theory]
    [InlineData(Initializer.Normal, Activation.Relu, "or use initializer he.")]
    [InlineData(Initializer.Normal, Activation.Tanh, "or use initializer xavier.")]
    [InlineData(Initializer.He, Activation.Relu, null), InlineData(Initializer.Xavier, Activation.Tanh, null)]
    [InlineData(Initializer.InverseSqrt, Activation.Sigmoid, null)]
    public void Another_initializer_is_advised_only_where_the_first_weights_were_large(Initializer initializer, Activation activation, string? advice)
    {
        var health = Well with { Layers = [new(activation, 30, 30), new(Activation.Sigmoid, 10, 0)] };
        var said = Said(health, settings: new() { Initializer = initializer });
        if (advice is null) Assert.DoesNotContain("or use initializer", said, StringComparison.Ordinal);
        else Assert.Contains(advice, said, StringComparison.Ordinal);
    }

    [Fact]
    public void A_rate_too_small_is_told_by_what_it_changes() => Assert.Contains(
        "no more than 3E-05 % of the first layer's weights changes in an epoch, since their mean |∂C/∂w| is 1E-08 on 200 training images; "
        + "raise the learning rate (now 1.5).",
        Said(Well with { FirstGradient = 1e-8 }), StringComparison.Ordinal);

    [Fact]
    public void Adams_steps_do_not_shrink_with_the_gradient() => Assert.DoesNotContain("raise",
        Said(Well with { FirstGradient = 1e-8 }, settings: new() { Optimizer = OptimizerKind.Adam }), StringComparison.Ordinal);

    [Fact]
    public void A_training_that_learns_nothing_gets_advice() => Assert.Contains(
        "no layer is dead or saturated, and the first layer's mean |∂C/∂w| is 0.01",
        Said(Well with { FirstGradient = 0.01 }), StringComparison.Ordinal);

    /// <summary>Each of them has pixels that differ: it is the images that do not.</summary>
    [Fact]
    public void Identical_images_are_the_only_remark()
    {
        var alike = new Dataset((byte[])[0, 255, 0, 255, 0, 255], [2, 0, 2], 1, 2, 10);
        Assert.EndsWith("of 66.7 % of the training images: all training images are alike, so they do not tell the classes apart.",
            Advice.Of(1, 0.5, new TrainingSettings().ToPlan(3), alike, () => Well with { FirstGradient = 1e-8 }), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0, 255, "the inputs lie between 0 and 255, and numbers of about 1 train best; divide them by 255, or save them as uint8")]
    [InlineData(2000, 2025, "the inputs lie between 2000 and 2025, and numbers of about 1 train best; subtract the mean of each column")]
    [InlineData(-1e30f, 1, "the inputs lie between -1E+30 and 1,")]
    [InlineData(-0.42f, 2.82f, null), InlineData(0, 10, null), InlineData(0, 1e-30f, null)]
    public void Inputs_that_are_too_large_are_told_by_their_range_before_all_else(float low, float high, string? expected)
    {
        Assert.StartsWith(expected ?? "", Advice.OfInputs((low, high)) ?? "", StringComparison.Ordinal);
        Assert.Equal(expected is null, Advice.OfInputs((low, high)) is null);
        var training = new Dataset([low, high], [0, 1], 1, 1, 10);
        var said = Advice.Of(2, 0.5, new TrainingSettings().ToPlan(2), training, () => Well with { Layers = [new(Activation.Sigmoid, 30, 30)] });
        Assert.Contains(expected ?? "30 of 30 sigmoid units", said, StringComparison.Ordinal);
    }

    /// <summary>The networks are spoilt on purpose; what is said of them must be what is wrong with them, and only once.</summary>
    [Theory]
    [InlineData("are dead", "activation=relu", "initializer=normal", "learningRate=5")]
    [InlineData("are saturated", "activation=sigmoid", "initializer=normal", "learningRate=200")]
    [InlineData("raise the learning rate (now 1E-06)", "activation=sigmoid", "initializer=xavier", "learningRate=1e-6")]
    public void A_run_that_learns_nothing_says_why_once(string expected, params string[] sets)
    {
        var run = ListeningRun.Of([$"data={_digits.Data}", $"layers={SmallDigits.Layers}", "epochs=4", .. sets], _digits.At("run"));
        Assert.Contains(run.Epochs, epoch => epoch.TrainingAccuracy <= 0.15);
        var remark = Assert.Single(run.Remarks);
        Assert.StartsWith("After epoch 2 the network (", remark, StringComparison.Ordinal);
        Assert.Contains(expected, remark, StringComparison.Ordinal);
        Assert.Contains(expected, File.ReadAllText(Path.Combine(_digits.At("run"), "log.jsonl")), StringComparison.Ordinal);
    }

    [Fact]
    public void A_run_that_learns_is_left_in_peace() => Assert.Empty(
        ListeningRun.Of([$"data={_digits.Data}", $"layers={SmallDigits.Layers}", "epochs=3", "cost=softmax-cross-entropy", "learningRate=0.5"],
            _digits.At("run"), sequential: true).Remarks);

    public void Dispose() => _digits.Dispose();

    private static string Said(UnitHealth health, int epoch = 1, double accuracy = 0.1, TrainingSettings? settings = null) =>
        Advice.Of(epoch, accuracy, (settings ?? new()).ToPlan(10), Training, () => health)!;
}
