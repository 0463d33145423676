using ActorBackprop.Learning.Networks;
using ActorBackprop.Learning.Optimizers;
using ActorBackprop.Simulation.Worlds;

namespace ActorBackprop.Configuration.Tests.Levels;

internal static class SomeWorld
{
    /// <summary>No value here is a default: one that was passed over would show.</summary>
    public static WorldSettings WithNothingAtItsDefault { get; } = new()
    {
        Title = "All η",
        Goal = new Goal(0.925, 1.5),
        Compute = new ComputeSettings
        {
            SecondsPerPart = 1e-3,
            SecondsPerSample = 2.5e-7,
            FlopsPerSecond = 0,
            Law = new Law { Kind = LawKind.Empirical, Shift = 0.25, Shape = 1.125, Sigma = 0.1, Values = [1, 2.5, 1e-3] },
            Stragglers = [new Straggler(3, 2.5), new Straggler(0, 0.1)],
            SlowShare = 0.01,
            SlowFactor = 30,
        },
        Server = new ServerMachine
        {
            BytesPerSecond = 1.25e9,
            SecondsPerMessage = 1e-6,
            SecondsPerGradientParameter = 3e-10,
            SecondsPerStepParameter = 1.7e-9,
        },
        Links = new LinkSettings
        {
            LatencySeconds = 0.1,
            JitterSeconds = 0.2,
            BytesPerSecond = 1000,
            QueueBytes = 123456789012,
            Loss = 0.5,
            ResendSeconds = 0.75,
            Break = 0.375,
            Duplication = 0.25,
            Reordering = 1,
            ReorderingSeconds = 0.125,
        },
        FailureDetectionSeconds = 2,
        Script =
        [
            new ScriptedInput { AtSeconds = 1.5, Do = InputKind.Crash, Workers = [0, 2], ForSeconds = 3 },
            new ScriptedInput { AtSeconds = 2, Do = InputKind.LearningRate, Value = 0.125 },
        ],
        Swarm = new SwarmSettings
        {
            CrashesPerSecond = 1,
            DownSeconds = 2,
            PausesPerSecond = 3,
            PauseSeconds = 4,
            CutsPerSecond = 5,
            CutSeconds = 6,
            SlowdownsPerSecond = 7,
            SlowdownFactor = 8,
            SlowdownSeconds = 9,
            UntilSeconds = 11,
        },
        TickSeconds = 0.002,
        Profile = new Profile
        {
            Machine = "A machine, 2 cores",
            Cores = 2,
            Networks =
            [
                new ProfileEntry
                {
                    Layers = [784, 30, 10],
                    Activation = [Activation.Sigmoid, Activation.Sigmoid],
                    Cost = Cost.Quadratic,
                    Optimizer = OptimizerKind.Sgd,
                    Momentum = 0,
                    Nesterov = false,
                    WeightDecay = 0,
                    Images = 300,
                    TestImages = 60,
                    Minibatch = 128,
                    Microbatch = 16,
                    Workers = 4,
                    SecondsPerSample = 5e-6,
                    PartTimes = [0.9, 1.1],
                    SecondsPerStep = 1e-5,
                    SecondsPerEvaluation = 0,
                    EvaluationFactor = 1,
                },
            ],
        },
    };
}
