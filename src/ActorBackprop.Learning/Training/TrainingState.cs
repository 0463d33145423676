using ActorBackprop.Learning.Compression;
using ActorBackprop.Learning.Gradients;
using ActorBackprop.Learning.Kernels;
using ActorBackprop.Learning.Networks;
using ActorBackprop.Learning.Optimizers;
using ActorBackprop.Learning.Sampling;

namespace ActorBackprop.Learning.Training;

/// <summary>
/// Where a training stands: the current version of the parameters, the optimizer's state, the sums over the epoch. Takes
/// one complete minibatch after the other; who computed its parts is none of its business.
/// </summary>
public sealed class TrainingState : ICurrentParameters
{
    private readonly Optimizer _optimizer;
    private readonly SliceStep _whole;
    private readonly float[] _last; // the parameters of the last snapshot

    /// <summary>Begins a training, or goes on with one.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="from">Where to go on from; null to begin.</param>
    public TrainingState(TrainingPlan plan, TrainingSnapshot? from = null)
    {
        Plan = plan;
        _optimizer = Optimizer.Create(plan.Network, plan.Optimizer);
        _whole = StepOf(new ParameterSlice(0, plan.Network.ParameterLength));
        Stopping = from?.Stopping ?? new EarlyStopping(plan.Patience);
        Parameters = AlignedMemory.Allocate(plan.Network.ParameterLength);
        _last = new float[plan.Network.ParameterLength];
        Array.Clear(_last); // touched, so that the system has no choice but to give it now
        (from?.Parameters ?? ParameterInitialization.Draw(plan.Network, plan.Initializer, plan.Seed)).CopyTo(Parameters);
        Next = Minibatch.Of(plan, from?.Steps ?? 0);
        Residuals = plan.HasResiduals ? new Residuals(plan, from) : null;
        if (from is null) return;
        (Steps, Epoch) = (from.Steps, from.Epoch);
        ArgumentOutOfRangeException.ThrowIfNotEqual(from.OptimizerState.Count, _optimizer.State.Count);
        for (var i = 0; i < from.OptimizerState.Count; i++) from.OptimizerState[i].CopyTo(_optimizer.State[i], 0);
    }

    /// <summary>What is carried out.</summary>
    public TrainingPlan Plan { get; }

    /// <inheritdoc/>
    public long Steps { get; private set; }

    /// <inheritdoc/>
    public Memory<float> Parameters { get; private set; }

    /// <summary>Sums over the epoch so far; at an epoch's end, over all of it.</summary>
    public EpochTotals Epoch { get; private set; }

    /// <summary>What the gradients of each microbatch's place have left out so far; null where there is nothing of that kind.</summary>
    public Residuals? Residuals { get; }

    /// <summary>How patient the training still is.</summary>
    public EarlyStopping Stopping { get; private set; }

    /// <summary>
    /// Whether the next step has to wait for the measurement of the epoch before it: always with patience, so that a run
    /// ends at the same step however long measuring takes.
    /// </summary>
    public bool AwaitsMeasurement => Plan.Patience > 0 && Stopping.Epoch < Steps / Plan.StepsPerEpoch;

    /// <summary>Whether all steps of the plan are done, or its patience is at an end.</summary>
    public bool IsCompleted => Steps >= Plan.Steps || Stopping.IsOver;

    /// <summary>The minibatch of the next step.</summary>
    public Minibatch Next { get; private set; }

    /// <summary>Why the last step could not be taken, as a sentence without its end; null as long as all of them could.</summary>
    public string? Divergence { get; private set; }

    /// <summary>Averages a complete minibatch and takes the optimizer's step.</summary>
    /// <param name="sum">The minibatch of <see cref="Next"/>.</param>
    /// <param name="next">The memory for the new version; becomes <see cref="Parameters"/>.</param>
    /// <returns>
    /// False if the average, the cost, or what the step leads to is not finite: the training has diverged, its numbers are
    /// those after the last step that was taken, and <see cref="Divergence"/> says why.
    /// </returns>
    public bool TryStep(MinibatchSum sum, Memory<float> next)
    {
        BeginStep();
        return TryCompleteStep(sum, next, TryTakeWhole(sum, next));
    }

    /// <summary>What carries out the steps on a slice of the parameters.</summary>
    public SliceStep StepOf(ParameterSlice slice) => new(_optimizer, slice);

    /// <summary>Settles what the next step goes by. Then each slice's part of it may be taken, whoever takes it.</summary>
    public void BeginStep() => _optimizer.Begin(Steps, Plan.Schedule.Factor(Next.SamplesBefore(Plan)));

    /// <summary>Takes the step that was begun on all of the parameters.</summary>
    /// <param name="sum">The minibatch of <see cref="Next"/>.</param>
    /// <param name="next">The memory for the new version.</param>
    /// <returns>Whether what it leads to is finite.</returns>
    public bool TryTakeWhole(MinibatchSum sum, Memory<float> next) => _whole.TryTake(sum, Next, Parameters.Span, next.Span);

    /// <summary>Makes the next version the current one: every slice of it has been written, each once.</summary>
    /// <param name="sum">The minibatch of <see cref="Next"/>.</param>
    /// <param name="next">The next version; becomes <see cref="Parameters"/>.</param>
    /// <param name="isFinite">Whether all slices of it are.</param>
    /// <returns>As of <see cref="TryStep"/>.</returns>
    public bool TryCompleteStep(MinibatchSum sum, Memory<float> next, bool isFinite)
    {
        var minibatch = Next;
        var (cost, correct) = sum.Totals();
        if (!isFinite || !double.IsFinite(cost))
        {
            var isGradientFinite = double.IsFinite(cost) && sum.Average(minibatch.Samples, new float[next.Length]);
            Divergence = $"the {(isGradientFinite ? "update" : "gradient")} of step {Steps} is not finite";
        }
        if (Divergence is not null) return false;
        _optimizer.Complete();
        Parameters = next;
        var epoch = minibatch.First == 0 ? default : Epoch;
        Epoch = new EpochTotals(epoch.Samples + minibatch.Samples, epoch.Cost + cost, epoch.Correct + correct);
        Next = Minibatch.Of(Plan, ++Steps);
        return true;
    }

    /// <summary>Takes note of how good an epoch's parameters are on the validation images.</summary>
    /// <param name="epoch">The epoch, from 1.</param>
    /// <param name="validation">The result; may be null, which changes nothing, where the plan has no patience to go by it.</param>
    public void Measured(int epoch, Evaluation? validation)
    {
        if (Plan.Patience > 0) ArgumentNullException.ThrowIfNull(validation); // else it would be waited for in vain
        if (validation is not null) Stopping = Stopping.After(epoch, validation.Correct);
    }

    /// <summary>
    /// Takes another learning rate from the next step on, for the plan's schedule to go on from. From here on the
    /// parameters are no longer those of the plan alone, and a snapshot does not tell.
    /// </summary>
    /// <param name="rate">η, above 0.</param>
    public void ChangeLearningRate(float rate) => _optimizer.ChangeLearningRate(rate);

    /// <summary>A copy of everything.</summary>
    public TrainingSnapshot Snapshot() => Snapshot(Parameters.ToArray(), [.. _optimizer.State.Select(state => state.ToArray())]);

    /// <summary>A copy of everything; null where there is no memory for it.</summary>
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
    /// Everything, once no further step is taken. Its memory was there from the beginning, but for residuals: however little is left
    /// at the end, there is a last checkpoint.
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
    };
}
