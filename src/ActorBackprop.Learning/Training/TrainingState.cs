using ActorBackprop.Learning.Compression;
using ActorBackprop.Learning.Gradients;
using ActorBackprop.Learning.Kernels;
using ActorBackprop.Learning.Networks;
using ActorBackprop.Learning.Optimizers;
using ActorBackprop.Learning.Sampling;

namespace ActorBackprop.Learning.Training;

/// <summary>
/// The state of a training: the current version of the parameters, the optimizer's state, and how far it is in its data. It
/// takes one step after the other, of whatever gradients it is given; it does not know which worker computed them.
/// </summary>
public sealed class TrainingState
{
    private readonly Optimizer _optimizer;
    private readonly SliceStep _whole;
    private readonly float[] _last; // the parameters of the last snapshot

    /// <summary>Creates the state of a training that begins or continues.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="from">The snapshot to continue from; null to begin. Default: null.</param>
    public TrainingState(TrainingPlan plan, TrainingSnapshot? from = null)
    {
        Plan = plan;
        _optimizer = Optimizer.Create(plan.Network, plan.Optimizer);
        _whole = StepOf(new ParameterSlice(0, plan.Network.ParameterLength));
        Stopping = from?.Stopping ?? new EarlyStopping(plan.Patience);
        Parameters = AlignedMemory.Allocate(plan.Network.ParameterLength);
        _last = new float[plan.Network.ParameterLength];
        Array.Clear(_last); // touched, so that the system allocates it now
        (from?.Parameters ?? ParameterInitialization.Draw(plan.Network, plan.Initializer, plan.Seed)).CopyTo(Parameters);
        Progress = new TrainingProgress(plan, from);
        Residuals = plan.HasResiduals ? new Residuals(plan, from) : null;
        if (from is null) return;
        Steps = from.Steps;
        ArgumentOutOfRangeException.ThrowIfNotEqual(from.OptimizerState.Count, _optimizer.State.Count);
        for (var i = 0; i < from.OptimizerState.Count; i++) from.OptimizerState[i].CopyTo(_optimizer.State[i], 0);
    }

    /// <summary>The plan of the training.</summary>
    public TrainingPlan Plan { get; }

    /// <summary>The number of steps taken: the version of <see cref="Parameters"/>.</summary>
    public long Steps { get; private set; }

    /// <summary>The current version of the parameters. Not written again: a step writes the next one elsewhere.</summary>
    public Memory<float> Parameters { get; private set; }

    /// <summary>The progress in the data.</summary>
    public TrainingProgress Progress { get; }

    /// <summary>Sums over the epoch so far; at an epoch's end, over all of it.</summary>
    public EpochTotals Epoch => Progress.Epoch;

    /// <summary>What the compressed gradients of each microbatch's place have left out so far; null without error feedback.</summary>
    public Residuals? Residuals { get; }

    /// <summary>The early stopping so far.</summary>
    public EarlyStopping Stopping { get; private set; }

    /// <summary>
    /// Whether the training has to wait for the evaluation of its last epoch. With patience it always waits, so that a run ends after the
    /// same epoch however long evaluations take.
    /// </summary>
    public bool AwaitsMeasurement => Plan.Patience > 0 && Stopping.Epoch < Progress.EpochsDone;

    /// <summary>Whether all steps of the plan are done, or its patience has ended.</summary>
    public bool IsCompleted => Progress.IsOver || Stopping.IsOver;

    /// <summary>The first minibatch with a part that is neither applied nor dropped.</summary>
    public Minibatch Oldest => Progress.Oldest;

    /// <summary>Why the last step could not be taken, as a sentence without its full stop; null as long as all of them could.</summary>
    public string? Divergence { get; private set; }

    /// <summary>Averages the gradients of a step and takes the optimizer's step.</summary>
    /// <param name="sum">The gradients.</param>
    /// <param name="next">The memory for the new version; becomes <see cref="Parameters"/>.</param>
    /// <returns>
    /// False if the average, the cost, or what the step leads to is not finite: the training has diverged, its numbers are
    /// those after the last step that was taken, and <see cref="Divergence"/> says why.
    /// </returns>
    public bool TryStep(StepSum sum, Memory<float> next)
    {
        BeginStep();
        if (!TryCompleteStep(sum, next, TryTakeWhole(sum, next))) return false;
        while (Progress.TryPass(out _))
        {
        }
        return true;
    }

    /// <summary>Returns the object that takes the steps on a slice of the parameters.</summary>
    public SliceStep StepOf(ParameterSlice slice) => new(_optimizer, slice);

    /// <summary>Sets the learning rate of the next step. From then on several threads may take its slices.</summary>
    public void BeginStep() => _optimizer.Begin(Steps, Plan.Schedule.Factor(Progress.Samples));

    /// <summary>Takes the step that was begun on all of the parameters.</summary>
    /// <param name="sum">The gradients.</param>
    /// <param name="next">The memory for the new version.</param>
    /// <returns>Whether what it leads to is finite.</returns>
    public bool TryTakeWhole(StepSum sum, Memory<float> next) => _whole.TryTake(sum, Parameters.Span, next.Span);

    /// <summary>Makes the next version the current one: every slice of it has been written, each once.</summary>
    /// <param name="sum">The gradients.</param>
    /// <param name="next">The next version; becomes <see cref="Parameters"/>.</param>
    /// <param name="isFinite">Whether all slices of it are.</param>
    /// <returns>As for <see cref="TryStep"/>.</returns>
    public bool TryCompleteStep(StepSum sum, Memory<float> next, bool isFinite)
    {
        if (!isFinite || !sum.IsCostFinite)
            Divergence = $"the {(sum.IsCostFinite && sum.IsAverageFinite(next.Length) ? "update" : "gradient")} of step {Steps} is not finite";
        if (Divergence is not null) return false;
        _optimizer.Complete();
        Parameters = next;
        Steps++;
        Progress.Apply(sum);
        return true;
    }

    /// <summary>Records an epoch's result on the validation images.</summary>
    /// <param name="epoch">The epoch, from 1.</param>
    /// <param name="validation">The result. Null, which changes nothing, is allowed only without patience.</param>
    public void Measured(int epoch, Evaluation? validation)
    {
        if (Plan.Patience > 0) ArgumentNullException.ThrowIfNull(validation); // otherwise the training would wait indefinitely
        if (validation is not null) Stopping = Stopping.After(epoch, validation.Correct);
    }

    /// <summary>
    /// Uses another learning rate from the next step on; the plan's schedule continues from it. From then on the parameters no longer
    /// depend on the plan alone, and a snapshot does not contain the change.
    /// </summary>
    /// <param name="rate">η, above 0.</param>
    public void ChangeLearningRate(float rate) => _optimizer.ChangeLearningRate(rate);

    /// <summary>Returns a copy of everything.</summary>
    public TrainingSnapshot Snapshot() => Snapshot(Parameters.ToArray(), [.. _optimizer.State.Select(state => state.ToArray())]);

    /// <summary>Returns a copy of everything; null if there is no memory for it.</summary>
    public TrainingSnapshot? TrySnapshot()
    {
        try
        {
            return Snapshot();
        }
        catch (OutOfMemoryException)
        {
            return null;
        }
    }

    /// <summary>
    /// Returns everything, after the last step. Except for residuals its memory is allocated at the beginning, so a last checkpoint can be
    /// written when memory is used up.
    /// </summary>
    public TrainingSnapshot FinalSnapshot()
    {
        Parameters.CopyTo(_last);
        return Snapshot(_last, _optimizer.State);
    }

    private TrainingSnapshot Snapshot(float[] parameters, IReadOnlyList<float[]> optimizer) => new(Steps, parameters, optimizer, Epoch)
    {
        Stopping = Stopping,
        Residuals = Residuals is { AreHere: true } ? Residuals.After(Steps) : [],
        IsComplete = Residuals is not { AreHere: false },
        Position = Progress.Position,
    };
}

/// <summary>
/// Takes each step on one slice of the parameters and of the optimizer's state. Several threads may work on slices that do not overlap.
/// The results count together, in <see cref="TrainingState.TryCompleteStep"/>.
/// </summary>
public sealed class SliceStep
{
    private readonly Optimizer _optimizer;

    internal SliceStep(Optimizer optimizer, ParameterSlice slice) => (_optimizer, Slice) = (optimizer, slice);

    /// <summary>The slice.</summary>
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
