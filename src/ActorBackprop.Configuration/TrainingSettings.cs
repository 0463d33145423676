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
/// The settings of a training. The <see cref="SettingAttribute"/> of a property is also its documentation: files, flags, help and schema
/// come from it. Ranges are checked when settings are read, and by <see cref="Check"/> for settings made by a program.
/// </summary>
public sealed record TrainingSettings
{
    // A larger minibatch is a typing error: it does not fit in memory. And ⌈minibatch / 8⌉ must not overflow.
    private const int MaxMinibatch = 1 << 24;

#pragma warning disable CS1591 // [Setting] documents each of them
    [Setting("Neurons in each layer, starting with the input", min: 1, max: Network.MaxWidth, minItems: 2, example: "784,30,10", hint: "WIDTHS")]
    public IReadOnlyList<int> Layers { get; init; } = [784, 30, 10];

    [Setting("Activation function: one name for all layers, or one for each layer after the input", key: "activation",
        minItems: 1, hint: "NAMES")]
    public IReadOnlyList<Activation> Activations { get; init; } = [Activation.Sigmoid];

    [Setting("Cost function", hint: "NAME")]
    public Cost Cost { get; init; } = Cost.Quadratic;

    [Setting("Samples per step", min: 1, max: MaxMinibatch, hint: "SAMPLES")]
    public int Minibatch { get; init; } = 10;

    [Setting("Samples per microbatch, the slice of a minibatch that is computed in one pass", min: 1, hint: "SAMPLES",
        derived: "an eighth of the minibatch, rounded up, at most 32", readIf: nameof(HasMicrobatches))]
    public int? Microbatch { get; init; }

    // Equals η = 3.0 in books whose quadratic cost has a factor ½.
    [Setting("Learning rate η", above: 0, hint: "RATE")]
    public float LearningRate { get; init; } = 1.5f;

    [Setting("How the learning rate changes during training", hint: "NAME")]
    public ScheduleKind Schedule { get; init; } = ScheduleKind.Constant;

    [Setting("Samples between drops of the learning rate; schedule step only", min: 1, hint: "SAMPLES",
        derived: "those of ten epochs", readIf: nameof(HasDrops))]
    public int? DropEverySamples { get; init; }

    [Setting("Factor applied to the learning rate at each drop; schedule step only", min: 0.0001, max: 1, hint: "FACTOR", readIf: nameof(HasDrops))]
    public double DropFactor { get; init; } = 0.1;

    [Setting("Samples over which the learning rate rises linearly to its full value; 0: no warm-up", min: 0, hint: "SAMPLES")]
    public int WarmUpSamples { get; init; }

    [Setting("Minibatch size the learning rate is meant for; the rate is multiplied by minibatch / baseMinibatch (linear scaling)",
        min: 1, max: MaxMinibatch,
        hint: "SAMPLES", derived: "the minibatch")]
    public int? BaseMinibatch { get; init; }

    [Setting("Optimizer", hint: "NAME")]
    public OptimizerKind Optimizer { get; init; } = OptimizerKind.Sgd;

    [Setting("Momentum μ: the share of the previous step carried into the next; sgd only", min: 0, below: 1, hint: "SHARE", readIf: nameof(IsSgd))]
    public float Momentum { get; init; }

    [Setting("Use Nesterov momentum", readIf: nameof(IsSgd))]
    public bool Nesterov { get; init; }

    [Setting("L2 weight decay λ; biases are not decayed", min: 0, hint: "RATE")]
    public float WeightDecay { get; init; }

    [Setting("How the initial weights are drawn", hint: "NAME")]
    public Initializer Initializer { get; init; } = Initializer.InverseSqrt;

    [Setting("Passes over the training images", min: 1, hint: "EPOCHS")]
    public int Epochs { get; init; } = 30;

    [Setting("Number of workers; it changes the speed, never the weights", min: 1, max: WorldSettings.MaxWorkers, hint: "WORKERS",
        changesTheBits: false)]
    public int Workers { get; init; } = 2;

    [Setting("What a step waits for: all workers, the first K gradients, or none", key: "mode", hint: "NAME")]
    public ConsistencyMode ModeKind { get; init; } = ConsistencyMode.Synchronous;

    [Setting("K: gradients that make up a step, in modes that have a K", min: 1, hint: "K", derived: "the number of workers",
        readIf: nameof(HasGradientsPerStep))]
    public int? GradientsPerStep { get; init; }

    [Setting("Minibatches a worker may be ahead of the slowest; stale-synchronous only", min: 0, hint: "S",
        readIf: nameof(IsStaleSynchronous))]
    public int StalenessBound { get; init; } = 1;

    [Setting("Cancel parts whose gradient is no longer needed; k-sync and k-batch-sync", readIf: nameof(DropsParts))]
    public bool CancelParts { get; init; } = true;

    [Setting("Reassign parts whose gradient arrived too late for its step; k-sync and k-batch-sync", readIf: nameof(DropsParts))]
    public bool DealDroppedAgain { get; init; }

    [Setting("Divide the learning rate by the gradient's staleness", readIf: nameof(IsRelaxed))]
    public bool StalenessAware { get; init; }

    [Setting("How workers compress each microbatch's gradient before sending it", hint: "NAME")]
    public CompressorKind Compression { get; init; } = CompressorKind.None;

    [Setting("Share of a gradient's numbers to send; compression top-k only", min: 0.000001, max: 0.5, hint: "SHARE", readIf: nameof(IsTopK))]
    public double TopFraction { get; init; } = 0.01;

    [Setting("Steps each replica takes before the replicas are averaged; local only", min: 1, hint: "H", readIf: nameof(IsLocal))]
    public int LocalSteps { get; init; } = 8;

    [Setting("Replicas that share each minibatch and train independently; local only", min: 1, hint: "REPLICAS", readIf: nameof(IsLocal))]
    public int Replicas { get; init; } = 2;

    [Setting("Clients the training images are split among; federated only", min: 1, hint: "CLIENTS", readIf: nameof(IsFederated))]
    public int Clients { get; init; } = 100;

    [Setting("Clients that train in each round (a round counts as an epoch); federated only", min: 1, hint: "CLIENTS", readIf: nameof(IsFederated))]
    public int ClientsPerRound { get; init; } = 10;

    [Setting("Passes a client makes over its images in each round; federated only", min: 1, hint: "TIMES", readIf: nameof(IsFederated))]
    public int ClientPasses { get; init; } = 1;

    [Setting("How the training images are split among clients; federated only", hint: "NAME", readIf: nameof(IsFederated))]
    public Split Split { get; init; } = Split.Iid;

    [Setting("Dirichlet concentration α: the smaller, the more each client's labels differ; split dirichlet only",
        min: 0.001, max: 1e6, hint: "ALPHA", readIf: nameof(IsDirichlet))]
    public double Concentration { get; init; } = 0.5;

    [Setting("Parameter servers, each with a slice of the parameters; their number changes the speed, never the weights", min: 1, max: 1024,
        hint: "SERVERS", derived: "2 in a synchronous mode with two or more workers in one process and at least 150,000 parameters, otherwise 1",
        changesTheBits: false)]
    public int? Servers { get; init; }

    [Setting("Seed of the initial weights and of every shuffle", hint: "SEED")]
    public ulong Seed { get; init; } = 1;

    [Setting("Training images held out for validation; 0: none", min: 0, hint: "IMAGES",
        derived: "a sixth of the training set")]
    public int? Validation { get; init; }

    [Setting("Which images are held out: stratified draws the same share of every class using the seed; last takes the end of the training set",
        hint: "NAME", derived: "last for the included digits, otherwise stratified")]
    public HoldOut? HoldOut { get; init; }

    [Setting("Stop after this many epochs without a better validation result; 0: never", min: 0, hint: "EPOCHS")]
    public int Patience { get; init; }

    [Setting("Evaluate the validation images after each epoch (always on with patience)", changesTheBits: false)]
    public bool MeasureValidation { get; init; }

    [Setting("Directory with four IDX files or NumPy arrays, gzipped or not", isPath: true, hint: "DIR",
        derived: "the included digits", changesTheBits: false)]
    public string? Data { get; init; }

    [Setting("Steps between checkpoints; 0: only at the end of each epoch", min: 0, hint: "STEPS", changesTheBits: false)]
    public int CheckpointEverySteps { get; init; }

    [Setting("Seconds without an answer before the server reassigns a part", min: 0.1, max: 86400, hint: "SECONDS", changesTheBits: false)]
    public double PartTimeoutSeconds { get; init; } = 30;
#pragma warning restore CS1591

    /// <summary>
    /// What a step waits for: a mode of <see cref="Actors.Modes"/>, which sets <see cref="ModeKind"/> and the settings of that mode, or a
    /// custom mode, which files and flags cannot name. Default: <see cref="Synchronous"/>.
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

    /// <summary>The custom mode; null for a built-in mode.</summary>
    public IConsistencyMode? CustomMode { get; private init; }

    /// <summary>The display name of the mode: k-sync, or the type of a custom mode.</summary>
    public string ModeName => CustomMode?.GetType().Name ?? Names.Of(ModeKind);

    /// <summary>Whether steps wait for whole minibatches or rounds: then workers change the speed, never the answer.</summary>
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

    /// <summary>Whether a resumed run may have more epochs: not where the learning rate depends on their number.</summary>
    public bool EpochsMayBeRaised => Schedule != ScheduleKind.Cosine;

    /// <summary>
    /// The activation of each layer after the input. Where one name stands for all layers and the cost is a cross-entropy, the last layer has
    /// the activation that belongs to the cost.
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

    /// <summary>Returns the mode for a number of workers in all processes, which is the default of K.</summary>
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
            _ => new Synchronous(), // local and federated training too: the difference is in the plan
        };
    }

    /// <summary>Checks that each setting is in its range, and that settings do not contradict each other.</summary>
    /// <exception cref="ConfigurationException">A setting is out of its range, or settings contradict each other.</exception>
    public void Check()
    {
        foreach (var setting in Setting.All)
            if (setting.FaultIn(this) is { } fault) throw new ConfigurationException(fault);
        if (Contradiction.In(this) is { } contradiction) throw new ConfigurationException($"{contradiction.Sentence}.");
    }

    /// <summary>
    /// Returns the key of the first setting for which <paramref name="resumed"/> cannot continue a run of these settings to the same weights;
    /// null for none. More epochs are compatible, unless the learning rate depends on their number. A value that equals the derived one is
    /// compatible with null. The data are not compared here, but by their hash.
    /// </summary>
    public string? FirstIncompatibleSetting(TrainingSettings resumed)
    {
        var (mine, theirs) = (SpelledOut(), resumed.SpelledOut());
        if (theirs.Epochs > mine.Epochs && EpochsMayBeRaised) mine = mine with { Epochs = theirs.Epochs };
        // A derived value differs when its source does: name the source, which the user wrote.
        return Setting.All.FirstOrDefault(setting =>
            setting.ChangesTheBits && !setting.Same(mine, theirs) && !setting.Same(this, resumed))?.Key;
    }

    /// <summary>Returns whether all settings are equal, lists by their values, and the custom mode too.</summary>
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
