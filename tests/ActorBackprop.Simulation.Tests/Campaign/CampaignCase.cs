using ActorBackprop.Actors;
using ActorBackprop.Learning.Data;
using ActorBackprop.Learning.Networks;
using ActorBackprop.Learning.Optimizers;
using ActorBackprop.Learning.Training;
using ActorBackprop.Simulation.Worlds;

namespace ActorBackprop.Simulation.Tests.Campaign;

/// <summary>
/// A training and the world it runs in, all of it drawn from a seed. Swarm style: the seed also decides which features there
/// are at all, so that no fault is always hidden behind another.
/// </summary>
internal sealed record CampaignCase
{
    public required long Seed { get; init; }

    public required TrainingPlan Plan { get; init; }

    public required WorldSettings World { get; init; }

    public required ServerSettings Server { get; init; }

    /// <summary>Seconds an evaluator and a store take for their answers; 0 does without them.</summary>
    public required double ClerkSeconds { get; init; }

    /// <summary>From here on nothing goes wrong any more.</summary>
    public double HealSeconds => World.Swarm.UntilSeconds;

    /// <summary>The training must have ended by then: a minute after everything was well, and a little more for slow workers.</summary>
    public TimeSpan Limit => TimeSpan.FromSeconds(HealSeconds + 60 + 10 * Server.PartTimeout.TotalSeconds);

    /// <summary>The samples it is trained on.</summary>
    public Dataset Data => Pictures.All.Slice(0, Plan.Samples);

    public static CampaignCase Of(long seed)
    {
        var draw = new Draw(seed);
        var plan = DrawPlan(draw, seed);
        var workers = draw.Whole(1, 12);
        var stepSeconds = Math.Min(draw.Scale(0.1, 6) / plan.Steps, 0.3);
        var heal = Math.Round(stepSeconds * plan.Steps * draw.Between(0.3, 2) + draw.Between(0, 2), 3);
        var world = WorldDraw.Of(draw, plan, workers, stepSeconds, heal);
        return new CampaignCase
        {
            Seed = seed,
            Plan = plan,
            World = world,
            Server = new ServerSettings
            {
                Run = $"campaign-{seed}",
                Workers = workers,
                Servers = (int)(1 + seed % 3), // not drawn: the draws behind it would be others
                PartTimeout = TimeSpan.FromSeconds(Math.Max(draw.Scale(0.03, 2), 4 * WorldDraw.WireSeconds(world, plan, workers))),
                // Longer than the world can be without workers, one second's lost registration included: no run may end for want of them.
                WorkerPatience = TimeSpan.FromSeconds(heal + 2.5 + draw.Scale(0.01, 1)),
                StepReportInterval = TimeSpan.Zero,
                CheckpointEverySteps = draw.Whether() ? draw.Whole(1, 5) : 0,
            },
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
