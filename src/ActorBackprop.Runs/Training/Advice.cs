using ActorBackprop.Learning.Measuring;
using ActorBackprop.Learning.Optimization;
using ActorBackprop.Learning.Training;

namespace ActorBackprop.Runs.Training;

/// <summary>What to say of a run that learns nothing: one sentence, with what was measured.</summary>
internal static class Advice
{
    /// <summary>Training images that are measured, where there are so many.</summary>
    public const int Images = 200;

    private const double TimesChance = 1.5;
    private const double SmallChange = 0.01; // of the first layer's weights in an epoch, at most

    /// <summary>Whether an epoch's training accuracy is about what guessing gives.</summary>
    /// <param name="accuracy">Fraction of the samples classified right.</param>
    /// <param name="classes">Number of classes.</param>
    public static bool IsAtChance(double accuracy, int classes) => classes > 1 && accuracy <= TimesChance / classes;

    /// <summary>The sentence.</summary>
    /// <param name="epoch">After which epoch, from 1.</param>
    /// <param name="accuracy">Its training accuracy.</param>
    /// <param name="plan">What is trained.</param>
    /// <param name="health">Measured after the epoch.</param>
    public static string Of(int epoch, double accuracy, TrainingPlan plan, UnitHealth health) =>
        $"After epoch {epoch} the network is at chance ({accuracy * 100:0.0} %): {Because(plan, health)}.";

    private static string Because(TrainingPlan plan, UnitHealth health)
    {
        if (health.Dead * 2 >= health.Relu && health.Dead > 0)
            return $"{health.Dead} of {health.Relu} ReLU units are dead, 0 for all of {health.Images} training images; "
                + $"lower --learning-rate (now {plan.Optimizer.LearningRate}) or use --initializer he";
        if (health.Saturated * 2 >= health.Smooth && health.Saturated > 0)
            return $"{health.Saturated} of {health.Smooth} sigmoid or tanh units are saturated, their σ′ below 4 % of its largest on "
                + $"average over {health.Images} training images; lower --learning-rate (now {plan.Optimizer.LearningRate}), or use "
                + "--initializer xavier";
        var change = ChangeInAnEpoch(plan, health);
        return change < SmallChange
            ? $"no more than {change * 100:G2} % of the first layer's weights changes in an epoch, since their mean |∂C/∂w| is "
                + $"{health.FirstGradient:G2} on {health.Images} training images; raise --learning-rate (now {plan.Optimizer.LearningRate})"
            : $"no layer is dead or saturated, and the first layer's mean |∂C/∂w| is {health.FirstGradient:G2} on {health.Images} "
                + $"training images; try another --learning-rate (now {plan.Optimizer.LearningRate})";
    }

    /// <summary>How far all steps of an epoch could move the first layer's weights, in multiples of their size. Adam's step is about η.</summary>
    private static double ChangeInAnEpoch(TrainingPlan plan, UnitHealth health)
    {
        var gradient = plan.Optimizer.Kind == OptimizerKind.Adam ? 1 : health.FirstGradient / (1 - plan.Optimizer.Momentum);
        return plan.StepsPerEpoch * plan.Optimizer.LearningRate * gradient / health.FirstWeight;
    }
}
