using ActorBackprop.Learning.Data;
using ActorBackprop.Learning.LocalSgd;
using ActorBackprop.Learning.Sampling;
using ActorBackprop.Learning.Training;

namespace ActorBackprop.Learning.Gradients;

/// <summary>
/// Creates the computations of a training's parts, without compression. They share the data and the order of the samples.
/// </summary>
/// <param name="plan">The plan.</param>
/// <param name="data">The samples it trains on.</param>
public sealed class PartGradients(TrainingPlan plan, Dataset data)
{
    private readonly SampleOrder _order = SampleOrder.Of(plan, data);

    /// <summary>Creates the computation for a thread.</summary>
    /// <param name="buffers">The buffers of its gradients.</param>
    public IPartGradient Create(IGradientBuffers buffers)
    {
        if (plan.Local is not { } local) return new PartGradient(plan.Network, data, _order, buffers, plan.Microbatch);
        var (length, scratch) = (plan.Network.ParameterLength, new GradientBuffers(plan.Network.ParameterLength));
        var gradient = new PartGradient(plan.Network, data, _order, scratch, local.Batch);
        return new LocalTraining(gradient, scratch, buffers, local, plan.LearningRateOf, length);
    }
}
