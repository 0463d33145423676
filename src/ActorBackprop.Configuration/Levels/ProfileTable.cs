using ActorBackprop.Configuration.Kinds;
using ActorBackprop.Learning.Networks;
using ActorBackprop.Learning.Optimizers;
using ActorBackprop.Simulation.Worlds;

namespace ActorBackprop.Configuration.Levels;

/// <summary>Every key of a profile, with its range.</summary>
internal static class ProfileTable
{
    private const int MostNetworks = 10_000;

    private static readonly ProfileEntry NoEntry = new()
    {
        Layers = [],
        Activation = [],
        Cost = Cost.Quadratic,
        Minibatch = 1,
        Microbatch = 1,
        Optimizer = OptimizerKind.Sgd,
        Momentum = 0,
        Nesterov = false,
        WeightDecay = 0,
        Images = 1,
        TestImages = 1,
        Workers = 1,
        SecondsPerSample = 0,
        SecondsPerStep = 0,
        SecondsPerEvaluation = 0,
        EvaluationFactor = 1,
        PartTimes = [1],
    };

    private static Shape<double> Seconds => new PlainShape<double>(new NumberKind<double>(0, 3600));

    private static ChoiceKind<Activation> Activations => new();

    private static Shape<int> Count => new PlainShape<int>(new NumberKind<int>(1));

    private static readonly ObjectShape<ProfileEntry> Entry = new(
        NoEntry,
        new Field<ProfileEntry, IReadOnlyList<int>>("layers", "Neurons of each layer", new PlainShape<IReadOnlyList<int>>(
            new ListKind<int>(new NumberKind<int>(1), "two or more whole numbers of 1 or more", [','], least: 2)),
            e => e.Layers, (e, v) => e with { Layers = v }, isRequired: true),
        new Field<ProfileEntry, IReadOnlyList<Activation>>("activation", "The activation of each layer behind the input",
            new PlainShape<IReadOnlyList<Activation>>(new ListKind<Activation>(
                Activations, $"one or more of {Activations.Expected("")}", [','], least: 1)),
            e => e.Activation, (e, v) => e with { Activation = v }, isRequired: true),
        new Field<ProfileEntry, Cost>("cost", "The cost", new PlainShape<Cost>(new ChoiceKind<Cost>()),
            e => e.Cost, (e, v) => e with { Cost = v }, isRequired: true),
        new Field<ProfileEntry, int>("minibatch", "Samples of a step", Count,
            e => e.Minibatch, (e, v) => e with { Minibatch = v }, isRequired: true),
        new Field<ProfileEntry, int>("microbatch", "Samples of a microbatch", Count,
            e => e.Microbatch, (e, v) => e with { Microbatch = v }, isRequired: true),
        new Field<ProfileEntry, OptimizerKind>("optimizer", "The rule that turns a gradient into a step",
            new PlainShape<OptimizerKind>(new ChoiceKind<OptimizerKind>()),
            e => e.Optimizer, (e, v) => e with { Optimizer = v }, isRequired: true),
        new Field<ProfileEntry, float>("momentum", "Its momentum", new PlainShape<float>(new NumberKind<float>(0, below: 1)),
            e => e.Momentum, (e, v) => e with { Momentum = v }, isRequired: true),
        new Field<ProfileEntry, bool>("nesterov", "Whether it looks ahead along the momentum", new PlainShape<bool>(new SwitchKind()),
            e => e.Nesterov, (e, v) => e with { Nesterov = v }, isRequired: true),
        new Field<ProfileEntry, float>("weightDecay", "The decay of the weights", new PlainShape<float>(new NumberKind<float>(0)),
            e => e.WeightDecay, (e, v) => e with { WeightDecay = v }, isRequired: true),
        new Field<ProfileEntry, int>("images", "Images that were trained on", Count,
            e => e.Images, (e, v) => e with { Images = v }, isRequired: true),
        new Field<ProfileEntry, int>("testImages", "Images that each evaluation measured", Count,
            e => e.TestImages, (e, v) => e with { TestImages = v }, isRequired: true),
        new Field<ProfileEntry, int>("workers", "Workers that computed at the same time", Count,
            e => e.Workers, (e, v) => e with { Workers = v }, isRequired: true),
        new Field<ProfileEntry, double>("secondsPerSample", "Seconds of each sample of a part", Seconds,
            e => e.SecondsPerSample, (e, v) => e with { SecondsPerSample = v }, isRequired: true),
        new Field<ProfileEntry, IReadOnlyList<double>>("partTimes", "How the times of parts vary: means of equal shares, divided by the mean of all",
            new PlainShape<IReadOnlyList<double>>(new ListKind<double>(
                new NumberKind<double>(1e-9, 1e9), "one or more numbers from 1E-9 to 1E+9", [','], least: 1)),
            e => e.PartTimes, (e, v) => e with { PartTimes = v }, isRequired: true),
        new Field<ProfileEntry, double>("secondsPerStep", "Seconds of a step around its gradients", Seconds,
            e => e.SecondsPerStep, (e, v) => e with { SecondsPerStep = v }, isRequired: true),
        new Field<ProfileEntry, double>("secondsPerEvaluation", "Seconds of measuring an epoch's parameters, while training goes on", Seconds,
            e => e.SecondsPerEvaluation, (e, v) => e with { SecondsPerEvaluation = v }, isRequired: true),
        new Field<ProfileEntry, double>("evaluationFactor", "How many times as long parts and steps take meanwhile",
            new PlainShape<double>(new NumberKind<double>(1, 1000)),
            e => e.EvaluationFactor, (e, v) => e with { EvaluationFactor = v }, isRequired: true));

    /// <summary>A profile of nothing, to tell of.</summary>
    public static Profile Some { get; } = new() { Machine = "", Cores = 1, Networks = [] };

    /// <summary>A profile.</summary>
    public static ObjectShape<Profile> Profile { get; } = new(
        Some,
        new Field<Profile, string>("machine", "The machine: processor, cores, system", new PlainShape<string>(new TextKind(500)),
            p => p.Machine, (p, v) => p with { Machine = v }, isRequired: true),
        new Field<Profile, int>("cores", "Cores it has", Count, p => p.Cores, (p, v) => p with { Cores = v }, isRequired: true),
        new Field<Profile, IReadOnlyList<ProfileEntry>>("networks", "The networks that were measured",
            new ListShape<ProfileEntry>(Entry, MostNetworks, NoEntry), p => p.Networks, (p, v) => p with { Networks = v }, isRequired: true));
}
