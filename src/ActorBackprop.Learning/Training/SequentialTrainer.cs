using ActorBackprop.Learning.Compression;
using ActorBackprop.Learning.Data;
using ActorBackprop.Learning.Gradients;

namespace ActorBackprop.Learning.Training;

/// <summary>
/// Trains without actors: one thread, one part, one step after the other. Every other way of training gives the same bits, which makes
/// it the oracle of their tests.
/// </summary>
public sealed class SequentialTrainer
{
    private readonly IPartGradient _gradient;
    private readonly GradientCompression? _compression;
    private readonly GradientBuffers _buffers;
    private readonly StepSum _sum;
    private Memory<float> _spare;

    /// <summary>Prepares a training.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="data">The samples it trains on.</param>
    /// <param name="from">The snapshot to continue from; null to begin.</param>
    public SequentialTrainer(TrainingPlan plan, Dataset data, TrainingSnapshot? from = null)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(data.Count, plan.Images);
        State = new TrainingState(plan, from);
        _buffers = new GradientBuffers(plan.Network.ParameterLength);
        _sum = new StepSum(_buffers, addsEarly: true);
        _gradient = new PartGradients(plan, data).Create(_buffers);
        _compression = GradientCompression.Create(plan, State.Residuals);
        _spare = _buffers.Take();
    }

    /// <summary>The state of the training.</summary>
    public TrainingState State { get; }

    /// <summary>Takes the next step. Returns false, with an unchanged state, if it is not finite: the training has diverged.</summary>
    public bool TryStep()
    {
        var (minibatch, parameters) = (State.Oldest, State.Parameters);
        _sum.Clear(); // of a step that could not be taken
        var part = new Part(0, minibatch.Microbatches);
        var sums = _gradient.Compute(parameters.Span, minibatch, part);
        foreach (var sum in _compression?.Compress(minibatch, part, State.Steps, sums) ?? sums) _sum.Add(minibatch, sum);
        if (!State.TryStep(_sum, _spare)) return false;
        _spare = parameters; // no actor reads the old version
        _sum.Release();
        return true;
    }

    /// <summary>Takes the remaining steps.</summary>
    /// <exception cref="ArithmeticException">The training has diverged.</exception>
    public TrainingState Run()
    {
        while (!State.IsCompleted)
            if (!TryStep()) throw new ArithmeticException(State.Divergence);
        return State;
    }
}
