using ActorBackprop.Learning.Gradients;
using ActorBackprop.Learning.Networks;
using ActorBackprop.Learning.Optimizers;

namespace ActorBackprop.Learning.Training;

/// <summary>
/// Carries out each step on one slice of the parameters and of the optimizer's state. Slices that do not overlap may be
/// worked on at the same time, by a thread each. What comes of it counts when the training says so, for all of them at
/// once: <see cref="TrainingState.TryCompleteStep"/>.
/// </summary>
public sealed class SliceStep
{
    private readonly Optimizer _optimizer;

    internal SliceStep(Optimizer optimizer, ParameterSlice slice) => (_optimizer, Slice) = (optimizer, slice);

    /// <summary>Which slice.</summary>
    public ParameterSlice Slice { get; }

    /// <summary>Averages the slice's gradients and takes the optimizer's step on it, block by block: one pass over memory.</summary>
    /// <param name="sum">The gradients of the step; read only.</param>
    /// <param name="from">The version its gradients were computed on, all of it; read only.</param>
    /// <param name="to">The next version; only the slice is written.</param>
    /// <returns>Whether what it leads to is finite.</returns>
    public bool TryTake(StepSum sum, ReadOnlySpan<float> from, Span<float> to)
    {
        var isFinite = true;
        Span<float> block = stackalloc float[MinibatchSum.Block];
        for (var offset = Slice.From; offset < Slice.To; offset += block.Length)
        {
            var root = sum.Root(offset, block[..Math.Min(block.Length, Slice.To - offset)]);
            isFinite &= _optimizer.Update(offset, root, sum.Samples, from, to);
        }
        return isFinite;
    }
}
