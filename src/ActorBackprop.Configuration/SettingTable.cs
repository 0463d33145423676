using ActorBackprop.Configuration.Kinds;
using ActorBackprop.Configuration.Levels;
using ActorBackprop.Learning.Data;
using ActorBackprop.Learning.LocalSgd;
using ActorBackprop.Learning.Networks;
using ActorBackprop.Learning.Optimizers;

namespace ActorBackprop.Configuration;

/// <summary>The rows of <see cref="Setting.All"/>.</summary>
internal static class SettingTable
{
    // A minibatch that cannot be held in memory is a slip of the keyboard; and ⌈minibatch / 8⌉ must not overflow.
    private const int MaxMinibatch = 1 << 24;

    private static readonly NumberKind<int> PositiveInteger = new(1), Count = new(0);

    public static IReadOnlyList<Setting> Rows { get; } =
    [
        new SettingOf<IReadOnlyList<int>>("layers", "Neurons of each layer, the input first",
            new ListKind<int>(new NumberKind<int>(1, Network.MaxWidth),
                $"two or more whole numbers from 1 to {Network.MaxWidth}, as in 784,30,10", [',', '-'], least: 2),
            s => s.Layers, (s, v) => s with { Layers = v }) { ValueHint = "WIDTHS" },

        new SettingOf<IReadOnlyList<Activation>>("activation",
            "What a neuron makes of its weighted input: one name for all layers, or one for each behind the input",
            new ListKind<Activation>(Activations, $"one or more of {Activations.Expected("")}", [','], least: 1),
            s => s.Activations, (s, v) => s with { Activations = v }) { ValueHint = "NAMES" },

        new SettingOf<Cost>("cost", "How wrong an output is", new ChoiceKind<Cost>(),
            s => s.Cost, (s, v) => s with { Cost = v }) { ValueHint = "NAME" },

        new SettingOf<int>("minibatch", "Samples of a step", new NumberKind<int>(1, MaxMinibatch),
            s => s.Minibatch, (s, v) => s with { Minibatch = v }) { ValueHint = "SAMPLES" },

        new SettingOf<int?>("microbatch", "Samples of a microbatch, the slice of a minibatch that is computed in one go",
            new OptionalKind<int>(PositiveInteger), s => s.Microbatch, (s, v) => s with { Microbatch = v })
            { IsRead = s => !HasRounds(s), ValueHint = "SAMPLES", Derived = "an eighth of the minibatch, rounded up, at most 32" },

        new SettingOf<float>("learningRate", "Learning rate η", new NumberKind<float>(0, open: true),
            s => s.LearningRate, (s, v) => s with { LearningRate = v }) { ValueHint = "RATE" },

        new SettingOf<ScheduleKind>("schedule", "How the learning rate goes down in the training", new ChoiceKind<ScheduleKind>(),
            s => s.Schedule, (s, v) => s with { Schedule = v }) { ValueHint = "NAME" },

        new SettingOf<int?>("dropEverySamples", "Samples from one drop of the learning rate to the next; schedule step only",
            new OptionalKind<int>(PositiveInteger), s => s.DropEverySamples, (s, v) => s with { DropEverySamples = v })
            { IsRead = HasDrops, ValueHint = "SAMPLES", Derived = "those of ten epochs" },

        new SettingOf<double>("dropFactor", "What each drop multiplies the learning rate by; schedule step only",
            new NumberKind<double>(0.0001, 1), s => s.DropFactor, (s, v) => s with { DropFactor = v })
            { IsRead = HasDrops, ValueHint = "FACTOR" },

        new SettingOf<int>("warmUpSamples", "Samples in which the learning rate rises linearly to its full height; 0 has it there at once", Count,
            s => s.WarmUpSamples, (s, v) => s with { WarmUpSamples = v }) { ValueHint = "SAMPLES" },

        new SettingOf<int?>("baseMinibatch", "The minibatch that the learning rate is for: multiplied by the times that the minibatch is as large",
            new OptionalKind<int>(new NumberKind<int>(1, MaxMinibatch)), s => s.BaseMinibatch, (s, v) => s with { BaseMinibatch = v })
            { ValueHint = "SAMPLES", Derived = "whatever the minibatch is" },

        new SettingOf<OptimizerKind>("optimizer", "The rule that turns a gradient into a step", new ChoiceKind<OptimizerKind>(),
            s => s.Optimizer, (s, v) => s with { Optimizer = v }) { ValueHint = "NAME" },

        new SettingOf<float>("momentum", "Share of the last step that goes on into the next; sgd only",
            new NumberKind<float>(0, below: 1), s => s.Momentum, (s, v) => s with { Momentum = v }) { IsRead = IsSgd, ValueHint = "SHARE" },

        new SettingOf<bool>("nesterov", "Look ahead along the momentum", new SwitchKind(),
            s => s.Nesterov, (s, v) => s with { Nesterov = v }) { IsRead = IsSgd, ValueHint = "true|false" },

        new SettingOf<float>("weightDecay", "L2 decay λ of the weights; biases do not decay", new NumberKind<float>(0),
            s => s.WeightDecay, (s, v) => s with { WeightDecay = v }) { ValueHint = "RATE" },

        new SettingOf<Initializer>("initializer", "How the weights are drawn before training", new ChoiceKind<Initializer>(),
            s => s.Initializer, (s, v) => s with { Initializer = v }) { ValueHint = "NAME" },

        new SettingOf<int>("epochs", "Times the training images are gone through", PositiveInteger,
            s => s.Epochs, (s, v) => s with { Epochs = v }) { ValueHint = "EPOCHS" },

        new SettingOf<int>("workers", "Workers that share the work; the weights come out the same for any number",
            new NumberKind<int>(1, WorldTable.MostWorkers), s => s.Workers, (s, v) => s with { Workers = v }, changesTheBits: false)
            { ValueHint = "WORKERS" },

        new SettingOf<ConsistencyMode>("mode", "What a step waits for: all workers, the first of them, or nobody", new ChoiceKind<ConsistencyMode>(),
            s => s.Mode, (s, v) => s with { Mode = v }) { ValueHint = "NAME" },

        new SettingOf<int?>("gradientsPerStep", "K of the modes that have one: gradients that make a step",
            new OptionalKind<int>(PositiveInteger), s => s.GradientsPerStep, (s, v) => s with { GradientsPerStep = v })
            { IsRead = HasGradientsPerStep, ValueHint = "K", Derived = "as many as workers" },

        new SettingOf<int>("stalenessBound", "Minibatches that a worker may be ahead of the slowest by; stale-synchronous only", Count,
            s => s.StalenessBound, (s, v) => s with { StalenessBound = v })
            { IsRead = s => s.Mode == ConsistencyMode.StaleSynchronous, ValueHint = "S" },

        new SettingOf<bool>("cancelParts", "Tell workers to leave parts that are not wanted any more", new SwitchKind(),
            s => s.CancelParts, (s, v) => s with { CancelParts = v }) { IsRead = DropsParts, ValueHint = "true|false" },

        new SettingOf<bool>("dealDroppedAgain", "Deal parts again whose gradients came too late for their step", new SwitchKind(),
            s => s.DealDroppedAgain, (s, v) => s with { DealDroppedAgain = v }) { IsRead = DropsParts, ValueHint = "true|false" },

        new SettingOf<bool>("stalenessAware", "Divide the learning rate by a gradient's staleness", new SwitchKind(),
            s => s.StalenessAware, (s, v) => s with { StalenessAware = v }) { IsRead = s => !s.IsSynchronous, ValueHint = "true|false" },

        new SettingOf<CompressorKind>("compression", "How each microbatch's gradient is compressed on its way to the server",
            new ChoiceKind<CompressorKind>(), s => s.Compression, (s, v) => s with { Compression = v }) { ValueHint = "NAME" },

        new SettingOf<double>("topFraction", "Share of a gradient's numbers that is sent; compression top-k only",
            new NumberKind<double>(0.000001, 0.5), s => s.TopFraction, (s, v) => s with { TopFraction = v })
            { IsRead = s => s.Compression == CompressorKind.TopK, ValueHint = "SHARE" },

        new SettingOf<int>("localSteps", "Steps that each replica takes by itself before their average; local only", PositiveInteger,
            s => s.LocalSteps, (s, v) => s with { LocalSteps = v }) { IsRead = s => s.Mode == ConsistencyMode.Local, ValueHint = "H" },

        new SettingOf<int>("replicas", "Replicas that share each minibatch and train by themselves; local only", PositiveInteger,
            s => s.Replicas, (s, v) => s with { Replicas = v }) { IsRead = s => s.Mode == ConsistencyMode.Local, ValueHint = "REPLICAS" },

        new SettingOf<int>("clients", "Clients that the training images are split among; federated only", PositiveInteger,
            s => s.Clients, (s, v) => s with { Clients = v }) { IsRead = IsFederated, ValueHint = "CLIENTS" },

        new SettingOf<int>("clientsPerRound", "Clients that take part in a round, which is an epoch then; federated only", PositiveInteger,
            s => s.ClientsPerRound, (s, v) => s with { ClientsPerRound = v }) { IsRead = IsFederated, ValueHint = "CLIENTS" },

        new SettingOf<int>("clientPasses", "How often a client goes through its images in a round; federated only", PositiveInteger,
            s => s.ClientPasses, (s, v) => s with { ClientPasses = v }) { IsRead = IsFederated, ValueHint = "TIMES" },

        new SettingOf<Split>("split", "How the images are split among the clients; federated only", new ChoiceKind<Split>(),
            s => s.Split, (s, v) => s with { Split = v }) { IsRead = IsFederated, ValueHint = "NAME" },

        new SettingOf<double>("concentration", "How even each client's mixture of labels is; split dirichlet only",
            new NumberKind<double>(0.001, 1e6), s => s.Concentration, (s, v) => s with { Concentration = v })
            { IsRead = s => IsFederated(s) && s.Split == Split.Dirichlet, ValueHint = "ALPHA" },

        new SettingOf<int?>("servers", "Parameter servers, each with a slice of the parameters; the weights come out the same for any number",
            new OptionalKind<int>(new NumberKind<int>(1, 1024)), s => s.Servers, (s, v) => s with { Servers = v }, changesTheBits: false)
            { ValueHint = "SERVERS", Derived = "2 from 150,000 parameters on for two or more workers in one process, else 1" },

        new SettingOf<ulong>("seed", "Where the initial weights and every shuffle come from",
            new NumberKind<ulong>(0, ulong.MaxValue), s => s.Seed, (s, v) => s with { Seed = v }) { ValueHint = "SEED" },

        new SettingOf<int?>("validation", "Images of the training set that are held out for validation; 0 trains on all",
            new OptionalKind<int>(Count), s => s.Validation, (s, v) => s with { Validation = v })
            { ValueHint = "IMAGES", Derived = "a sixth of the training set" },

        new SettingOf<HoldOut?>("holdOut",
            "Which images are held out: stratified draws the same share of each class by the seed, last takes the end of the training set",
            new OptionalKind<HoldOut>(new ChoiceKind<HoldOut>()), s => s.HoldOut, (s, v) => s with { HoldOut = v })
            { ValueHint = "NAME", Derived = "last for the digits that ship with the program, else stratified" },

        new SettingOf<int>("patience", "Epochs without a better result on the validation images that end the run early; 0 never does",
            Count, s => s.Patience, (s, v) => s with { Patience = v }) { ValueHint = "EPOCHS" },

        new SettingOf<bool>("measureValidation", "Measure the validation images after each epoch, as a run with patience does anyway",
            new SwitchKind(), s => s.MeasureValidation, (s, v) => s with { MeasureValidation = v }, changesTheBits: false)
            { ValueHint = "true|false" },

        new SettingOf<string?>("data", "Directory of four IDX files or NumPy arrays, gzipped or not", new DirectoryKind(),
            s => s.Data, (s, v) => s with { Data = v }, changesTheBits: false)
            { ValueHint = "DIR", Derived = "the digits that ship with the program" },

        new SettingOf<int>("checkpointEverySteps", "Steps from one checkpoint to the next; 0 writes them at the end of epochs only",
            Count, s => s.CheckpointEverySteps, (s, v) => s with { CheckpointEverySteps = v }, changesTheBits: false)
            { ValueHint = "STEPS" },

        new SettingOf<double>("partTimeoutSeconds", "Seconds after which a part that has not come back is dealt again",
            new NumberKind<double>(0.1, 86400), s => s.PartTimeoutSeconds, (s, v) => s with { PartTimeoutSeconds = v },
            changesTheBits: false) { ValueHint = "SECONDS" },
    ];

    private static ChoiceKind<Activation> Activations => new();

    private static bool HasDrops(TrainingSettings s) => s.Schedule == ScheduleKind.Step;

    private static bool IsSgd(TrainingSettings s) => s.Optimizer == OptimizerKind.Sgd;

    private static bool HasRounds(TrainingSettings s) => s.Mode is ConsistencyMode.Local or ConsistencyMode.Federated;

    private static bool IsFederated(TrainingSettings s) => s.Mode == ConsistencyMode.Federated;

    private static bool DropsParts(TrainingSettings s) => s.Mode is ConsistencyMode.KSync or ConsistencyMode.KBatchSync;

    private static bool HasGradientsPerStep(TrainingSettings s) => DropsParts(s) || s.Mode is ConsistencyMode.KAsync or ConsistencyMode.KBatchAsync;
}
