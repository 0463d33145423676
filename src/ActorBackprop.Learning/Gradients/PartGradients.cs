using ActorBackprop.Learning.Data;
using ActorBackprop.Learning.LocalSgd;
using ActorBackprop.Learning.Sampling;
using ActorBackprop.Learning.Training;

namespace ActorBackprop.Learning.Gradients;

/// <summary>
/// Makes what computes the parts of a training; to compress them is not its business. The data and the order of the samples are
/// shared by all of them.
/// </summary>
/// <param name="plan">The plan.</param>
/// <param name="data">The samples it trains on.</param>
public sealed class PartGradients(TrainingPlan plan, Dataset data)
{
    private readonly SampleOrder _order = SampleOrder.Of(plan, data);

    /// <summary>One for a thread.</summary>
    /// <param name="buffers">Where its gradients come from.</param>
    public IPartGradient Create(IGradientBuffers buffers)
    {
        if (plan.Local is not { } local) return new PartGradient(plan.Network, data, _order, buffers, plan.Microbatch);
        var (length, scratch) = (plan.Network.ParameterLength, new GradientBuffers(plan.Network.ParameterLength));
        var gradient = new PartGradient(plan.Network, data, _order, scratch, local.Batch);
        return new LocalTraining(gradient, scratch, buffers, local, plan.LearningRateOf, length);
    }
}
