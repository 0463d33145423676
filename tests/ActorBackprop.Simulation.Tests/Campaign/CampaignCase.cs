using ActorBackprop.Actors;
using ActorBackprop.Learning.Data;
using ActorBackprop.Learning.Networks;
using ActorBackprop.Learning.Optimizers;
using ActorBackprop.Learning.Training;
using ActorBackprop.Simulation.Worlds;

namespace ActorBackprop.Simulation.Tests.Campaign;

/// <summary>
/// A training, its mode and its world, all drawn from a seed. Swarm style: the seed also decides which features there
/// are at all, so that no fault always hides another.
/// </summary>
internal sealed record CampaignCase
{
    public required long Seed { get; init; }

    public required TrainingPlan Plan { get; init; }

    public required WorldSettings World { get; init; }

    public required ServerSettings Server { get; init; }

    public required CampaignMode Mode { get; init; }

    /// <summary>Seconds that the evaluator and the store take for their answers; 0 for neither of them.</summary>
    public required double ClerkSeconds { get; init; }

    /// <summary>When the world heals: no fault happens later.</summary>
    public double HealSeconds => World.Swarm.UntilSeconds;

    /// <summary>Returns the number of samples of a step's minibatch.</summary>
    public int SamplesOf(long minibatch) =>
        Math.Min(Plan.Minibatch, Plan.Samples - (int)(minibatch % MinibatchesOfEpoch) * Plan.Minibatch);

    /// <summary>Returns the number of samples of some of a minibatch's microbatches.</summary>
    public int SamplesOf(long minibatch, int from, int to) => Math.Min(to * Plan.Microbatch, SamplesOf(minibatch)) - from * Plan.Microbatch;

    /// <summary>Returns the number of microbatches of a minibatch.</summary>
    public int MicrobatchesOf(long minibatch) => (SamplesOf(minibatch) - 1) / Plan.Microbatch + 1;

    /// <summary>Returns the epoch of a minibatch, from 0.</summary>
    public int EpochOf(long minibatch) => (int)(minibatch / MinibatchesOfEpoch);

    /// <summary>The training must have ended by then: a minute after the world has healed, and a little more for slow workers.</summary>
    public TimeSpan Limit => TimeSpan.FromSeconds(HealSeconds + 60 + 10 * Server.PartTimeout.TotalSeconds);

    /// <summary>The training images.</summary>
    public Dataset Data => Pictures.All.Slice(0, Plan.Images);

    private int MinibatchesOfEpoch => (Plan.Samples - 1) / Plan.Minibatch + 1;

    public static CampaignCase Of(long seed)
    {
        var draw = new Draw(seed);
        var drawn = DrawPlan(draw, seed);
        var workers = draw.Whole(1, 12);
        var mode = CampaignMode.Of(seed, workers);
        var plan = mode.Adapt(drawn);
        var stepSeconds = Math.Min(draw.Scale(0.1, 6) / plan.Steps, 0.3);
        var heal = Math.Round(stepSeconds * plan.Steps * draw.Between(0.3, 2) + draw.Between(0, 2), 3);
        var localSteps = plan.Local is { } local ? (plan.Minibatch - 1) / local.Batch + 1 : 1;
        var world = WorldDraw.Of(draw, plan, workers, stepSeconds / localSteps, heal);
        return new CampaignCase
        {
            Seed = seed,
            Plan = plan,
            World = world,
            Mode = mode,
            Server = mode.Adapt(new ServerSettings
            {
                Run = $"campaign-{seed}",
                Workers = workers,
                PartTimeout = TimeSpan.FromSeconds(Math.Max(draw.Scale(0.03, 2), 4 * WorldDraw.WireSeconds(world, plan, workers))),
                // Longer than the world can be without workers, one second's lost registration included: no run may end because workers are missing.
                WorkerPatience = TimeSpan.FromSeconds(heal + 2.5 + draw.Scale(0.01, 1)),
                StepReportInterval = TimeSpan.Zero,
                CheckpointEverySteps = draw.Whether() ? draw.Whole(1, 5) : 0,
            }, seed),
            ClerkSeconds = draw.Whether() ? draw.Scale(0.001, 0.5) : 0,
        };
    }

    private static TrainingPlan DrawPlan(Draw draw, long seed)
    {
        var samples = draw.Whole(8, Pictures.Count);
        var minibatch = draw.Whole(Math.Min(4, samples), Math.Min(samples, 24));
        var epochs = draw.Whole(1, 10);
        return new TrainingPlan
        {
            Network = draw.One(
                new Network([Pictures.Pixels, 4, Pictures.Classes], [Activation.Sigmoid, Activation.Sigmoid], Cost.Quadratic),
                new Network([Pictures.Pixels, 5, Pictures.Classes], [Activation.Tanh, Activation.Softmax], Cost.SoftmaxCrossEntropy),
                new Network([Pictures.Pixels, Pictures.Classes], [Activation.Sigmoid], Cost.SigmoidCrossEntropy)),
            Samples = samples,
            Minibatch = minibatch,
            Microbatch = draw.Whole(1, Math.Min(4, minibatch)),
            Epochs = epochs,
            Seed = (ulong)seed,
            Initializer = draw.One(Initializer.InverseSqrt, Initializer.Xavier),
            Optimizer = draw.One(
                new OptimizerOptions { LearningRate = 0.5f },
                new OptimizerOptions { LearningRate = 0.1f, Momentum = 0.5f, WeightDecay = 0.01f },
                new OptimizerOptions { LearningRate = 0.1f, Momentum = 0.9f, Nesterov = true },
                new OptimizerOptions { LearningRate = 0.01f, Kind = OptimizerKind.Adam }),
        };
    }
}
