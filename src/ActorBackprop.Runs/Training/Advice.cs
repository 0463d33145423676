using ActorBackprop.Learning.Data;
using ActorBackprop.Learning.Diagnostics;
using ActorBackprop.Learning.Networks;
using ActorBackprop.Learning.Optimizers;
using ActorBackprop.Learning.Training;

namespace ActorBackprop.Runs.Training;

/// <summary>Creates the advice for a run that learns nothing: one sentence with the measurements.</summary>
internal static class Advice
{
    /// <summary>The maximum number of training images to measure.</summary>
    public const int Images = 200;

    private const double Deviations = 3, OfTheRest = 0.05; // of the largest class's share; of what it leaves
    private const double SmallChange = 0.01; // of the first layer's weights in an epoch, at most
    private const double LargeInput = 10;

    /// <summary>Returns whether an accuracy is about that of always answering the largest class.</summary>
    /// <param name="accuracy">The fraction of the samples classified correctly.</param>
    /// <param name="share">The fraction of the samples in the largest class.</param>
    /// <param name="samples">The number of samples.</param>
    public static bool IsNoBetterThanOneAnswer(double accuracy, double share, int samples) =>
        share < 1 && accuracy <= share + Math.Max(Deviations * Math.Sqrt(share * (1 - share) / samples), OfTheRest * (1 - share));

    /// <summary>Returns the advice; null for a run that learns something.</summary>
    /// <param name="epoch">The epoch, from 1.</param>
    /// <param name="accuracy">The training accuracy of the epoch.</param>
    /// <param name="plan">The plan.</param>
    /// <param name="training">The training images.</param>
    /// <param name="measure">Measures the network after the epoch; called only if advice is needed.</param>
    public static string? Of(int epoch, double accuracy, TrainingPlan plan, Dataset training, Func<UnitHealth> measure)
    {
        var counts = training.CountLabels();
        var share = (double)counts.Max() / training.Count;
        return IsNoBetterThanOneAnswer(accuracy, share, training.Count)
            ? $"After epoch {epoch} the network ({accuracy * 100:0.0} % right) is no better than always answering "
                + $"{Array.IndexOf(counts, counts.Max())}, the label of {share * 100:0.0} % of the training images: "
                + (training.AreIdentical
                    ? "all training images are alike, so they do not tell the classes apart."
                    : $"{Because(plan, training.Range, measure())}.")
            : null;
    }

    /// <summary>Returns a sentence about inputs that are too large, without the full stop; null if they are not.</summary>
    public static string? OfInputs((float Low, float High) range)
    {
        if (Math.Max(Math.Abs(range.Low), Math.Abs(range.High)) <= LargeInput) return null;
        var cure = range is { Low: >= 0, High: <= 255 } ? "divide them by 255, or save them as uint8, if they are pixels"
            : "subtract the mean of each column and divide by its standard deviation";
        return FormattableString.Invariant($"the inputs lie between {range.Low:G4} and {range.High:G4}, and numbers of about 1 train best; {cure}");
    }

    private static string Because(TrainingPlan plan, (float Low, float High) range, UnitHealth health)
    {
        if (OfInputs(range) is { } inputs) return inputs;
        for (var l = 0; l < health.Layers.Count; l++)
            if (health.Layers[l].IsStuck) return Stuck(plan, health, l);
        var change = ChangeInAnEpoch(plan, health);
        return change < SmallChange
            ? $"no more than {change * 100:G2} % of the first layer's weights changes in an epoch, since their mean |∂C/∂w| is "
                + $"{health.FirstGradient:G2} on {health.Images} training images; raise the learning rate (now {plan.Optimizer.LearningRate})"
            : $"no layer is dead or saturated, and the first layer's mean |∂C/∂w| is {health.FirstGradient:G2} on {health.Images} "
                + $"training images; try another learning rate (now {plan.Optimizer.LearningRate}), and check that the inputs tell the "
                + "classes apart";
    }

    /// <summary>Returns the advice for a layer whose units have slope 0, after too large steps or initial weights.</summary>
    private static string Stuck(TrainingPlan plan, UnitHealth health, int index)
    {
        var layer = health.Layers[index];
        var (where, isRelu) = (index == health.Layers.Count - 1 ? "of the last layer" : $"of layer {index + 1}", layer.Activation == Activation.Relu);
        var what = isRelu
            ? $"{layer.Stuck} of {layer.Units} ReLU units {where} are dead, 0 for all of {health.Images} training images"
            : $"{layer.Stuck} of {layer.Units} {Learning.Names.Of(layer.Activation)} units {where} are saturated, their σ′ below 4 % of "
                + $"its largest on average over {health.Images} training images";
        var initializer = isRelu ? Initializer.He : Initializer.Xavier;
        var first = plan.Initializer == Initializer.Normal ? $", or use initializer {Learning.Names.Of(initializer)}" : "";
        return $"{what}; lower the learning rate (now {plan.Optimizer.LearningRate}), to a third or less{first}";
    }

    /// <summary>Returns how far the steps of an epoch can move the first layer's weights, relative to their size. Adam's step is about η.</summary>
    private static double ChangeInAnEpoch(TrainingPlan plan, UnitHealth health)
    {
        var gradient = plan.Optimizer.Kind == OptimizerKind.Adam ? 1 : health.FirstGradient / (1 - plan.Optimizer.Momentum);
        return plan.StepsPerEpoch * plan.Optimizer.LearningRate * gradient / health.FirstWeight;
    }
}
