using ActorBackprop.Actors.Modes;
using ActorBackprop.Learning;
using ActorBackprop.Learning.Data;
using ActorBackprop.Learning.LocalSgd;
using ActorBackprop.Learning.Networks;
using ActorBackprop.Learning.Optimizers;
using ActorBackprop.Learning.Training;
using ActorBackprop.Simulation.Worlds;

namespace ActorBackprop.Configuration;

/// <summary>
/// Everything that a training can be told. What <see cref="SettingAttribute"/> says of a property is its documentation, too: files, flags,
/// help and schema come from it. Ranges are checked where settings are read, and by <see cref="Check"/> for those that a program makes.
/// </summary>
public sealed record TrainingSettings
{
    // A minibatch that does not fit in memory is a slip of the keyboard; and ⌈minibatch / 8⌉ must not overflow.
    private const int MaxMinibatch = 1 << 24;

#pragma warning disable CS1591 // [Setting] documents each of them
    [Setting("Neurons of each layer, the input first", min: 1, max: Network.MaxWidth, minItems: 2, example: "784,30,10", hint: "WIDTHS")]
    public IReadOnlyList<int> Layers { get; init; } = [784, 30, 10];

    [Setting("What a neuron makes of its weighted input: one name for all layers, or one for each behind the input", key: "activation",
        minItems: 1, hint: "NAMES")]
    public IReadOnlyList<Activation> Activations { get; init; } = [Activation.Sigmoid];

    [Setting("How wrong an output is", hint: "NAME")]
    public Cost Cost { get; init; } = Cost.Quadratic;

    [Setting("Samples of a step", min: 1, max: MaxMinibatch, hint: "SAMPLES")]
    public int Minibatch { get; init; } = 10;

    [Setting("Samples of a microbatch, the slice of a minibatch that is computed in one go", min: 1, hint: "SAMPLES",
        derived: "an eighth of the minibatch, rounded up, at most 32", readIf: nameof(HasMicrobatches))]
    public int? Microbatch { get; init; }

    // The 3.0 of books whose cost has a ½ before it.
    [Setting("Learning rate η", above: 0, hint: "RATE")]
    public float LearningRate { get; init; } = 1.5f;

    [Setting("How the learning rate goes down in the training", hint: "NAME")]
    public ScheduleKind Schedule { get; init; } = ScheduleKind.Constant;

    [Setting("Samples from one drop of the learning rate to the next; schedule step only", min: 1, hint: "SAMPLES",
        derived: "those of ten epochs", readIf: nameof(HasDrops))]
    public int? DropEverySamples { get; init; }

    [Setting("What each drop multiplies the learning rate by; schedule step only", min: 0.0001, max: 1, hint: "FACTOR", readIf: nameof(HasDrops))]
    public double DropFactor { get; init; } = 0.1;

    [Setting("Samples in which the learning rate rises linearly to its full height; 0 has it there at once", min: 0, hint: "SAMPLES")]
    public int WarmUpSamples { get; init; }

    [Setting("The minibatch that the learning rate is for: multiplied by the times that the minibatch is as large", min: 1, max: MaxMinibatch,
        hint: "SAMPLES", derived: "whatever the minibatch is")]
    public int? BaseMinibatch { get; init; }

    [Setting("The rule that turns a gradient into a step", hint: "NAME")]
    public OptimizerKind Optimizer { get; init; } = OptimizerKind.Sgd;

    [Setting("Share of the last step that goes on into the next; sgd only", min: 0, below: 1, hint: "SHARE", readIf: nameof(IsSgd))]
    public float Momentum { get; init; }

    [Setting("Look ahead along the momentum", readIf: nameof(IsSgd))]
    public bool Nesterov { get; init; }

    [Setting("L2 decay λ of the weights; biases do not decay", min: 0, hint: "RATE")]
    public float WeightDecay { get; init; }

    [Setting("How the weights are drawn before training", hint: "NAME")]
    public Initializer Initializer { get; init; } = Initializer.InverseSqrt;

    [Setting("Passes over the training images", min: 1, hint: "EPOCHS")]
    public int Epochs { get; init; } = 30;

    [Setting("Workers that share the work; the weights come out the same for any number", min: 1, max: WorldSettings.MaxWorkers, hint: "WORKERS",
        changesTheBits: false)]
    public int Workers { get; init; } = 2;

    [Setting("What a step waits for: all workers, the first of them, or none", key: "mode", hint: "NAME")]
    public ConsistencyMode ModeKind { get; init; } = ConsistencyMode.Synchronous;

    [Setting("K of the modes that have one: gradients that make a step", min: 1, hint: "K", derived: "as many as workers",
        readIf: nameof(HasGradientsPerStep))]
    public int? GradientsPerStep { get; init; }

    [Setting("Minibatches that a worker may be ahead of the slowest by; stale-synchronous only", min: 0, hint: "S",
        readIf: nameof(IsStaleSynchronous))]
    public int StalenessBound { get; init; } = 1;

    [Setting("Tell workers to abandon parts whose gradients are no longer needed", readIf: nameof(DropsParts))]
    public bool CancelParts { get; init; } = true;

    [Setting("Reassign parts whose gradients came too late for their step", readIf: nameof(DropsParts))]
    public bool DealDroppedAgain { get; init; }

    [Setting("Divide the learning rate by a gradient's staleness", readIf: nameof(IsRelaxed))]
    public bool StalenessAware { get; init; }

    [Setting("How each microbatch's gradient is compressed on its way to the server", hint: "NAME")]
    public CompressorKind Compression { get; init; } = CompressorKind.None;

    [Setting("Share of a gradient's numbers that is sent; compression top-k only", min: 0.000001, max: 0.5, hint: "SHARE", readIf: nameof(IsTopK))]
    public double TopFraction { get; init; } = 0.01;

    [Setting("Steps that each replica takes by itself before their average; local only", min: 1, hint: "H", readIf: nameof(IsLocal))]
    public int LocalSteps { get; init; } = 8;

    [Setting("Replicas that share each minibatch and train by themselves; local only", min: 1, hint: "REPLICAS", readIf: nameof(IsLocal))]
    public int Replicas { get; init; } = 2;

    [Setting("Clients that the training images are split among; federated only", min: 1, hint: "CLIENTS", readIf: nameof(IsFederated))]
    public int Clients { get; init; } = 100;

    [Setting("Clients that take part in a round, which is an epoch then; federated only", min: 1, hint: "CLIENTS", readIf: nameof(IsFederated))]
    public int ClientsPerRound { get; init; } = 10;

    [Setting("Passes of a client over its images in a round; federated only", min: 1, hint: "TIMES", readIf: nameof(IsFederated))]
    public int ClientPasses { get; init; } = 1;

    [Setting("How the images are split among the clients; federated only", hint: "NAME", readIf: nameof(IsFederated))]
    public Split Split { get; init; } = Split.Iid;

    [Setting("How even each client's mixture of labels is; split dirichlet only", min: 0.001, max: 1e6, hint: "ALPHA", readIf: nameof(IsDirichlet))]
    public double Concentration { get; init; } = 0.5;

    [Setting("Parameter servers, each with a slice of the parameters; the weights come out the same for any number", min: 1, max: 1024,
        hint: "SERVERS", derived: "2 from 150,000 parameters on for two or more workers in one process, else 1", changesTheBits: false)]
    public int? Servers { get; init; }

    [Setting("Where the initial weights and every shuffle come from", hint: "SEED")]
    public ulong Seed { get; init; } = 1;

    [Setting("Images of the training set that are held out for validation; 0 trains on all", min: 0, hint: "IMAGES",
        derived: "a sixth of the training set")]
    public int? Validation { get; init; }

    [Setting("Which images are held out: stratified draws the same share of each class by the seed, last takes the end of the training set",
        hint: "NAME", derived: "last for the digits that ship with the program, else stratified")]
    public HoldOut? HoldOut { get; init; }

    [Setting("Epochs without a better result on the validation images that end the run early; 0 never does", min: 0, hint: "EPOCHS")]
    public int Patience { get; init; }

    [Setting("Measure the validation images after each epoch, as a run with patience does anyway", changesTheBits: false)]
    public bool MeasureValidation { get; init; }

    [Setting("Directory of four IDX files or NumPy arrays, gzipped or not", isPath: true, hint: "DIR",
        derived: "the digits that ship with the program", changesTheBits: false)]
    public string? Data { get; init; }

    [Setting("Steps from one checkpoint to the next; 0 writes them at the end of epochs only", min: 0, hint: "STEPS", changesTheBits: false)]
    public int CheckpointEverySteps { get; init; }

    [Setting("Seconds after which an unanswered part is reassigned", min: 0.1, max: 86400, hint: "SECONDS", changesTheBits: false)]
    public double PartTimeoutSeconds { get; init; } = 30;
#pragma warning restore CS1591

    /// <summary>
    /// What a step waits for: a mode of <see cref="Actors.Modes"/>, which sets <see cref="ModeKind"/> and what belongs to it, or a custom one,
    /// which files and flags cannot name. Default: <see cref="Synchronous"/>.
    /// </summary>
    public IConsistencyMode Mode
    {
        get => ModeFor(Workers);
        init
        {
            CustomMode = null;
            (ModeKind, GradientsPerStep) = value switch
            {
                KSync mode => (ConsistencyMode.KSync, mode.Gradients),
                KBatchSync mode => (ConsistencyMode.KBatchSync, mode.Gradients),
                Asynchronous => (ConsistencyMode.Asynchronous, null),
                KAsync mode => (ConsistencyMode.KAsync, mode.Gradients),
                KBatchAsync mode => (ConsistencyMode.KBatchAsync, mode.Gradients),
                StaleSynchronous => (ConsistencyMode.StaleSynchronous, null),
                _ => (ConsistencyMode.Synchronous, (int?)null),
            };
            if (value is StaleSynchronous stale) StalenessBound = stale.Bound;
            else if (ModeKind == ConsistencyMode.Synchronous && value is not Synchronous) CustomMode = value;
        }
    }

    /// <summary>The custom mode; null for one that files and flags can name.</summary>
    public IConsistencyMode? CustomMode { get; private init; }

    /// <summary>The name of the mode, for people: k-sync, or the type of a custom one.</summary>
    public string ModeName => CustomMode?.GetType().Name ?? Names.Of(ModeKind);

    /// <summary>Whether steps wait for whole minibatches, or rounds: then workers change the speed, never the answer.</summary>
    public bool IsSynchronous => CustomMode?.IsSynchronous
        ?? ModeKind is ConsistencyMode.Synchronous or ConsistencyMode.Local or ConsistencyMode.Federated;

    internal bool HasGradientsPerStep => DropsParts || ModeKind is ConsistencyMode.KAsync or ConsistencyMode.KBatchAsync;

    internal bool IsLocal => ModeKind == ConsistencyMode.Local;

    internal bool IsFederated => ModeKind == ConsistencyMode.Federated;

    private bool IsRelaxed => !IsSynchronous;

    private bool IsStaleSynchronous => ModeKind == ConsistencyMode.StaleSynchronous;

    private bool DropsParts => ModeKind is ConsistencyMode.KSync or ConsistencyMode.KBatchSync;

    private bool HasMicrobatches => !IsLocal && !IsFederated;

    private bool HasDrops => Schedule == ScheduleKind.Step;

    private bool IsSgd => Optimizer == OptimizerKind.Sgd;

    private bool IsTopK => Compression == CompressorKind.TopK;

    private bool IsDirichlet => IsFederated && Split == Split.Dirichlet;

    /// <summary>Whether a run may go on to more epochs: not where the learning rate depends on their number.</summary>
    public bool EpochsMayBeRaised => Schedule != ScheduleKind.Cosine;

    /// <summary>
    /// The activation of each layer behind the input. Where one name stands for all and the cost is a cross-entropy, the last layer has the
    /// activation that belongs to the cost.
    /// </summary>
    public IReadOnlyList<Activation> LayerActivations
    {
        get
        {
            if (Activations.Count != 1 || Layers.Count < 2) return Activations;
            var last = Cost switch
            {
                Cost.SigmoidCrossEntropy => Activation.Sigmoid,
                Cost.SoftmaxCrossEntropy => Activation.Softmax,
                _ => Activations[0],
            };
            return [.. Enumerable.Repeat(Activations[0], Layers.Count - 2), last];
        }
    }

    /// <summary>Returns the mode for a number of workers in all processes; K is by default as many.</summary>
    public IConsistencyMode ModeFor(int workers)
    {
        var gradients = GradientsPerStep ?? workers;
        return CustomMode ?? ModeKind switch
        {
            ConsistencyMode.KSync => new KSync(gradients),
            ConsistencyMode.KBatchSync => new KBatchSync(gradients),
            ConsistencyMode.Asynchronous => new Asynchronous(),
            ConsistencyMode.KAsync => new KAsync(gradients),
            ConsistencyMode.KBatchAsync => new KBatchAsync(gradients),
            ConsistencyMode.StaleSynchronous => new StaleSynchronous(StalenessBound),
            _ => new Synchronous(), // local and federated trainings too: what differs is in their plan
        };
    }

    /// <summary>Checks that each setting is in its range, and that they go together.</summary>
    /// <exception cref="ConfigurationException">A setting is out of its range, or settings contradict each other.</exception>
    public void Check()
    {
        foreach (var setting in Setting.All)
            if (setting.FaultIn(this) is { } fault) throw new ConfigurationException(fault);
        if (Contradiction.In(this) is { } contradiction) throw new ConfigurationException($"{contradiction.Sentence}.");
    }

    /// <summary>
    /// Returns the key of the first setting for which <paramref name="resumed"/> cannot continue a run of these settings to the same weights;
    /// null when there is none. More epochs are compatible, unless the learning rate depends on their number. A value that is spelled out is the
    /// same as the value that would be derived. The data are not compared: their hash says more than their path.
    /// </summary>
    public string? FirstIncompatibleSetting(TrainingSettings resumed)
    {
        var (mine, theirs) = (SpelledOut(), resumed.SpelledOut());
        if (theirs.Epochs > mine.Epochs && EpochsMayBeRaised) mine = mine with { Epochs = theirs.Epochs };
        // A derived value differs where its source does: the source, which the user wrote, is the one to name.
        return Setting.All.FirstOrDefault(setting =>
            setting.ChangesTheBits && !setting.Same(mine, theirs) && !setting.Same(this, resumed))?.Key;
    }

    /// <summary>Returns whether every setting is equal, lists value by value, and so is a custom mode.</summary>
    public bool Equals(TrainingSettings? other) =>
        other is not null && Equals(CustomMode, other.CustomMode) && Setting.All.All(setting => setting.Same(this, other));

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Layers.Count, Minibatch, LearningRate, Epochs, Seed, Data);

    private TrainingSettings SpelledOut() => this with
    {
        Activations = LayerActivations,
        Microbatch = Microbatch ?? TrainingPlan.DefaultMicrobatch(Minibatch),
    };
}
