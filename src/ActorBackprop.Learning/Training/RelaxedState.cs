using ActorBackprop.Learning.Gradients;
using ActorBackprop.Learning.Kernels;
using ActorBackprop.Learning.Networks;
using ActorBackprop.Learning.Optimizers;

namespace ActorBackprop.Learning.Training;

/// <summary>Where a training stands whose steps are not each of a whole minibatch: the current version and the optimizer's state.</summary>
public sealed class RelaxedState : ICurrentParameters
{
    private readonly Optimizer _optimizer;
    private readonly LearningRateSchedule _schedule;
    private long _seen; // samples that steps were made of

    /// <summary>Begins a training.</summary>
    public RelaxedState(TrainingPlan plan)
    {
        (_optimizer, _schedule) = (Optimizer.Create(plan.Network, plan.Optimizer), plan.Schedule);
        Parameters = AlignedMemory.Allocate(plan.Network.ParameterLength);
        ParameterInitialization.Draw(plan.Network, plan.Initializer, plan.Seed).CopyTo(Parameters);
    }

    /// <inheritdoc/>
    public long Steps { get; private set; }

    /// <inheritdoc/>
    public Memory<float> Parameters { get; private set; }

    /// <summary>Averages gradients and takes the optimizer's step.</summary>
    /// <param name="fold">Their sum.</param>
    /// <param name="samples">Samples that they are of.</param>
    /// <param name="next">The memory for the new version; becomes <see cref="Parameters"/>.</param>
    /// <returns>False, and nothing is changed, if what it leads to is not finite: the training has diverged.</returns>
    public bool TryStep(GradientFold fold, int samples, Memory<float> next)
    {
        _optimizer.Begin(Steps, _schedule.Factor(_seen));
        var isFinite = double.IsFinite(fold.Cost);
        Span<float> buffer = stackalloc float[MinibatchSum.Block];
        for (var offset = 0; offset < next.Length; offset += buffer.Length)
        {
            var block = buffer[..Math.Min(buffer.Length, next.Length - offset)];
            fold.Sum(offset, block);
            isFinite &= _optimizer.Update(offset, block, samples, Parameters.Span, next.Span);
        }
        if (!isFinite) return false;
        _optimizer.Complete();
        Parameters = next;
        Steps++;
        _seen += samples;
        return true;
    }

    /// <summary>Takes another learning rate from the next step on, for the plan's schedule to go on from.</summary>
    /// <param name="rate">η, above 0.</param>
    public void ChangeLearningRate(float rate) => _optimizer.ChangeLearningRate(rate);

    /// <summary>A copy of everything.</summary>
    /// <param name="epoch">Sums over the epoch it belongs to.</param>
    public TrainingSnapshot Snapshot(EpochTotals epoch) =>
        new(Steps, Parameters.ToArray(), [.. _optimizer.State.Select(state => state.ToArray())], epoch);
}
