using ActorBackprop.Learning.Data;
using ActorBackprop.Learning.LocalSgd;
using ActorBackprop.Learning.Networks;
using ActorBackprop.Learning.Optimizers;
using ActorBackprop.Learning.Training;

namespace ActorBackprop.Configuration;

/// <summary>
/// Everything a training can be told. Keys, flags and ranges are in <see cref="Setting.All"/>; the ranges are checked where
/// settings are read, and by <see cref="Check"/> for settings that a program makes.
/// </summary>
public sealed record TrainingSettings
{
    /// <summary>Neurons of each layer, the input first. Default: 784, 30, 10.</summary>
    public IReadOnlyList<int> Layers { get; init; } = [784, 30, 10];

    /// <summary>
    /// As written: one activation for each layer behind the input, or one for all of them;
    /// <see cref="LayerActivations"/> is what it comes to. Default: sigmoid.
    /// </summary>
    public IReadOnlyList<Activation> Activations { get; init; } = [Activation.Sigmoid];

    /// <summary>Default: <see cref="Cost.Quadratic"/>.</summary>
    public Cost Cost { get; init; } = Cost.Quadratic;

    /// <summary>Samples of a step. Default: 10.</summary>
    public int Minibatch { get; init; } = 10;

    /// <summary>Samples of a microbatch; null is <see cref="TrainingPlan.DefaultMicrobatch"/> of the minibatch. Default: null.</summary>
    public int? Microbatch { get; init; }

    /// <summary>η, above 0. Default: 1.5, which is the 3.0 of books whose cost has a ½ before it.</summary>
    public float LearningRate { get; init; } = 1.5f;

    /// <summary>How the learning rate goes down in the training. Default: <see cref="ScheduleKind.Constant"/>.</summary>
    public ScheduleKind Schedule { get; init; } = ScheduleKind.Constant;

    /// <summary>Samples from one drop of the learning rate to the next, with a step schedule; null is ten epochs'. Default: null.</summary>
    public int? DropEverySamples { get; init; }

    /// <summary>What each drop multiplies the learning rate by. Default: 0.1.</summary>
    public double DropFactor { get; init; } = 0.1;

    /// <summary>Samples in which the learning rate rises linearly to its full height; 0 has it there at once. Default: 0.</summary>
    public int WarmUpSamples { get; init; }

    /// <summary>
    /// The minibatch that <see cref="LearningRate"/> is for: with another one it is multiplied by how many times as large that is
    /// (linear scaling). Null is whatever the minibatch is. Default: null.
    /// </summary>
    public int? BaseMinibatch { get; init; }

    /// <summary>Default: <see cref="OptimizerKind.Sgd"/>.</summary>
    public OptimizerKind Optimizer { get; init; } = OptimizerKind.Sgd;

    /// <summary>μ, at least 0 and below 1; SGD only. Default: 0.</summary>
    public float Momentum { get; init; }

    /// <summary>Look ahead along the velocity; needs SGD and momentum. Default: no.</summary>
    public bool Nesterov { get; init; }

    /// <summary>λ in g ← g + λ w, on the weights only. Default: 0.</summary>
    public float WeightDecay { get; init; }

    /// <summary>Default: <see cref="Initializer.InverseSqrt"/>.</summary>
    public Initializer Initializer { get; init; } = Initializer.InverseSqrt;

    /// <summary>Times the training images are gone through. Default: 30.</summary>
    public int Epochs { get; init; } = 30;

    /// <summary>Workers that share the work; the weights do not depend on it. Default: 2.</summary>
    public int Workers { get; init; } = 2;

    /// <summary>What a step waits for. Default: <see cref="ConsistencyMode.Synchronous"/>.</summary>
    public ConsistencyMode Mode { get; init; } = ConsistencyMode.Synchronous;

    /// <summary>K of the modes that have one; null is as many as workers. Default: null.</summary>
    public int? GradientsPerStep { get; init; }

    /// <summary>Minibatches that a worker may be ahead by; stale-synchronous only. Default: 1.</summary>
    public int StalenessBound { get; init; } = 1;

    /// <summary>Whether workers are told to leave parts that are not wanted any more. Default: yes.</summary>
    public bool CancelParts { get; init; } = true;

    /// <summary>Whether parts whose gradients were dropped are dealt again. Default: no.</summary>
    public bool DealDroppedAgain { get; init; }

    /// <summary>Whether a gradient counts the less the older the parameters are that it was computed on. Default: no.</summary>
    public bool StalenessAware { get; init; }

    /// <summary>How gradients are compressed on their way to the server. Default: <see cref="CompressorKind.None"/>.</summary>
    public CompressorKind Compression { get; init; } = CompressorKind.None;

    /// <summary>Share of a gradient's numbers that top-k sends. Default: 0.01.</summary>
    public double TopFraction { get; init; } = 0.01;

    /// <summary>Steps that each replica takes by itself; local only. Default: 8.</summary>
    public int LocalSteps { get; init; } = 8;

    /// <summary>Replicas, which share a minibatch in equal parts; local only. Default: 2.</summary>
    public int Replicas { get; init; } = 2;

    /// <summary>Clients that the training images are split among; federated only. Default: 100.</summary>
    public int Clients { get; init; } = 100;

    /// <summary>Clients that take part in a round; federated only. Default: 10.</summary>
    public int ClientsPerRound { get; init; } = 10;

    /// <summary>How often a client goes through its images in a round; federated only. Default: 1.</summary>
    public int ClientPasses { get; init; } = 1;

    /// <summary>How the images are split among the clients; federated only. Default: <see cref="Split.Iid"/>.</summary>
    public Split Split { get; init; } = Split.Iid;

    /// <summary>α of the Dirichlet split; the smaller, the more one-sided. Default: 0.5.</summary>
    public double Concentration { get; init; } = 0.5;

    /// <summary>
    /// Parameter servers, each with a slice of the parameters; the weights do not depend on it. Null is
    /// 2 from 150,000 parameters on for two or more workers in one process, else 1. Default: null.
    /// </summary>
    public int? Servers { get; init; }

    /// <summary>Where the initial weights and every shuffle come from. Default: 1.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>
    /// Images of the training set that are held out for validation, 0 to train on all; null is a sixth of them (10,000 of
    /// MNIST's 60,000). See <see cref="ValidationOf"/>. Default: null.
    /// </summary>
    public int? Validation { get; init; }

    /// <summary>
    /// Which images are held out. Null is <see cref="Learning.Data.HoldOut.Last"/> for the digits that ship with the program,
    /// whose split is the textbook's, and <see cref="Learning.Data.HoldOut.Stratified"/> for all other data. Default: null.
    /// </summary>
    public HoldOut? HoldOut { get; init; }

    /// <summary>
    /// Epochs without a better result on the validation images after which the run ends; 0 goes through all epochs.
    /// Default: 0.
    /// </summary>
    public int Patience { get; init; }

    /// <summary>Whether the validation images are measured after each epoch; with patience they are anyway. Default: no, which costs less.</summary>
    public bool MeasureValidation { get; init; }

    /// <summary>
    /// Absolute path of the directory of a data set, IDX files or NumPy arrays; null is the digits that ship with the program.
    /// Default: null.
    /// </summary>
    public string? Data { get; init; }

    /// <summary>Steps from one checkpoint to the next, beside the one at each epoch; 0 is none beside. Default: 0.</summary>
    public int CheckpointEverySteps { get; init; }

    /// <summary>Seconds after which a part that has not come back is dealt again. Default: 30.</summary>
    public double PartTimeoutSeconds { get; init; } = 30;

    /// <summary>Whether steps wait for whole minibatches, or rounds: then workers change the speed and never the answer.</summary>
    public bool IsSynchronous => Mode is ConsistencyMode.Synchronous or ConsistencyMode.Local or ConsistencyMode.Federated;

    /// <summary>Whether more epochs begin with the very steps of fewer: not where the learning rate goes by their end.</summary>
    public bool EpochsMayBeRaised => Schedule != ScheduleKind.Cosine;

    /// <summary>
    /// The activation of each layer behind the input. Where one name stands for all and the cost is a cross-entropy, the
    /// last layer takes the activation that belongs to the cost.
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

    /// <summary>How many of the training set's images are held out for validation.</summary>
    /// <param name="images">Images of the training set.</param>
    /// <exception cref="ConfigurationException">They would leave nothing to train on.</exception>
    public int ValidationOf(int images)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(images);
        var held = Validation ?? images / 6;
        return held < images
            ? held
            : throw new ConfigurationException(
                $"validation: {held} images cannot be held out of {images}; leave at least one to train on.");
    }

    /// <summary>Checks what the settings are checked for when they are read: their ranges, and that they go together.</summary>
    /// <exception cref="ConfigurationException">A setting is out of its range, or settings contradict each other.</exception>
    public void Check()
    {
        foreach (var setting in Setting.All)
            if (setting.FaultIn(this) is { } fault) throw new ConfigurationException(fault);
        if (Contradiction.In(this) is { } contradiction) throw new ConfigurationException($"{contradiction.Sentence}.");
    }

    /// <summary>Returns the network these settings make, whatever it is trained on.</summary>
    /// <exception cref="ConfigurationException">As of <see cref="Check"/>.</exception>
    public Network ToNetwork()
    {
        Check();
        return new Network(Layers, LayerActivations, Cost);
    }

    /// <summary>Returns the plan these settings make.</summary>
    /// <param name="samples">Images that are trained on: the training set without <see cref="ValidationOf"/> it.</param>
    /// <exception cref="ConfigurationException">As of <see cref="Check"/>.</exception>
    public TrainingPlan ToPlan(int samples)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(samples);
        var network = ToNetwork();
        var rounds = Rounds.Of(this, samples);
        return Compressors.Checked(new TrainingPlan
        {
            Network = network,
            Samples = rounds.Samples,
            Images = samples,
            Minibatch = rounds.Minibatch,
            Microbatch = rounds.Microbatch,
            Local = rounds.Local,
            Epochs = Epochs,
            Schedule = Schedules.Of(this, rounds),
            Patience = Patience,
            Seed = Seed,
            Initializer = Initializer,
            Optimizer = new OptimizerOptions
            {
                Kind = Optimizer,
                LearningRate = LearningRate,
                Momentum = Momentum,
                Nesterov = Nesterov,
                WeightDecay = WeightDecay,
            },
            Compression = Compressors.Of(this),
        });
    }

    /// <summary>
    /// Whether <paramref name="resumed"/> may go on with a run of these settings: the key of the first setting that
    /// would make other bits, null when there is none. More epochs are no difference, unless the learning rate goes by where
    /// they end; fewer are. A value that is spelled out is no other than the same value derived. The data are not compared:
    /// their hash says more than their path.
    /// </summary>
    public string? FirstDifferenceThatChangesTheBits(TrainingSettings resumed)
    {
        var (mine, theirs) = (SpelledOut(), resumed.SpelledOut());
        if (theirs.Epochs > mine.Epochs && EpochsMayBeRaised) mine = mine with { Epochs = theirs.Epochs };
        // What is derived differs where its source does: the source, which somebody wrote, is the one to name.
        return Setting.All.FirstOrDefault(setting =>
            setting.ChangesTheBits && !setting.Same(mine, theirs) && !setting.Same(this, resumed))?.Key;
    }

    /// <summary>Equal when every setting is, lists value by value.</summary>
    public bool Equals(TrainingSettings? other) =>
        other is not null && Setting.All.All(setting => setting.Same(this, other));

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Layers.Count, Minibatch, LearningRate, Epochs, Seed, Data);

    private TrainingSettings SpelledOut() => this with
    {
        Activations = LayerActivations,
        Microbatch = Microbatch ?? TrainingPlan.DefaultMicrobatch(Minibatch),
    };
}
