using ActorBackprop.Actors;
using ActorBackprop.Actors.Modes;
using ActorBackprop.Learning.LocalSgd;
using ActorBackprop.Learning.Optimizers;
using ActorBackprop.Learning.Training;

namespace ActorBackprop.Simulation.Tests.Campaign;

/// <summary>
/// The consistency mode of a case, and what docs/modes.md promises of it. The checkers know a mode by these promises alone, never
/// by its code.
/// </summary>
internal sealed record CampaignMode
{
    /// <summary>The names of the modes. A seed's mode is the one at (seed − 1) modulo their number.</summary>
    public static readonly IReadOnlyList<string> Names =
    [
        "synchronous", "k-sync", "k-batch-sync", "k-async", "k-batch-async", "asynchronous", "stale-synchronous", "local", "federated",
    ];

    public required string Name { get; init; }

    /// <summary>The mode as the server takes it.</summary>
    public required IConsistencyMode Mode { get; init; }

    /// <summary>K: the gradients of a step; more where more have arrived by the time it is taken, fewer at the end of the data.</summary>
    public int Gradients { get; init; } = 1;

    /// <summary>Whether a gradient counts only on the version it was computed on. The others are dropped.</summary>
    public bool Drops => Name is "k-sync" or "k-batch-sync";

    /// <summary>Whether a gradient that arrives while shards take a step is handled after it.</summary>
    public bool QueuesGradients => Name is not ("synchronous" or "local" or "federated");

    /// <summary>Whether each step is one whole minibatch, in order.</summary>
    public bool TakesWholeMinibatches { get; init; }

    /// <summary>Whether the weights are the sequential trainer's, to the last bit.</summary>
    public bool IsExact { get; init; }

    /// <summary>The most steps between the version that a gradient was computed on and the one it is applied to; null for no limit.</summary>
    public int? MaxStaleness { get; init; }

    public static string NameOf(long seed) => Names[(int)((seed - 1) % Names.Count)];

    /// <summary>Draws the mode of a seed, apart from everything else: a seed has the same world in whatever mode.</summary>
    public static CampaignMode Of(long seed, int workers)
    {
        var draw = new Draw(~seed);
        var (name, gradients, isExact) = (NameOf(seed), draw.Whole(1, workers), draw.Whether(0.25));
        var bound = isExact ? 0 : draw.Whole(1, 3);
        var mode = name switch
        {
            "k-sync" => isExact ? KOf(new KSync(workers), workers) : KOf(new KSync(gradients), gradients),
            "k-batch-sync" => KOf(new KBatchSync(gradients), gradients),
            "k-async" => KOf(new KAsync(gradients), gradients),
            "k-batch-async" => KOf(new KBatchAsync(gradients), gradients),
            "asynchronous" => KOf(new Asynchronous(), 1),
            "stale-synchronous" => new CampaignMode { Name = name, Mode = new StaleSynchronous(bound), MaxStaleness = bound },
            _ => new CampaignMode { Name = name, Mode = new Synchronous(), MaxStaleness = 0 },
        };
        isExact = name switch
        {
            "k-sync" => mode.Gradients == workers,
            "k-batch-sync" or "k-async" or "k-batch-async" or "asynchronous" => false,
            _ => mode.MaxStaleness == 0,
        };
        var drops = name is "k-sync" or "k-batch-sync";
        return mode with
        {
            IsExact = isExact,
            TakesWholeMinibatches = isExact || name == "stale-synchronous",
            MaxStaleness = drops ? 0 : mode.MaxStaleness,
        };

        CampaignMode KOf(IConsistencyMode made, int k) => new() { Name = name, Mode = made, Gradients = k };
    }

    /// <summary>Changes a drawn plan into one of this mode: of replicas or clients that take steps of their own.</summary>
    public TrainingPlan Adapt(TrainingPlan plan)
    {
        if (Name is not ("local" or "federated")) return plan;
        var draw = new Draw(~(long)plan.Seed);
        var sgd = plan.Optimizer.Kind == OptimizerKind.Sgd ? plan.Optimizer : new OptimizerOptions { LearningRate = 0.1f };
        if (Name == "local") return plan with { Optimizer = sgd, Local = new LocalOptions(draw.Whole(1, 3)) };
        var (clients, passes) = (draw.Whole(2, 8), draw.Whole(1, 2));
        var (each, ofRound) = (plan.Samples / clients, draw.Whole(1, clients));
        if (each == 0) (clients, each, ofRound) = (1, plan.Samples, 1);
        return plan with
        {
            Optimizer = sgd,
            Images = plan.Samples,
            Samples = each * passes * ofRound,
            Minibatch = each * passes * ofRound,
            Microbatch = each * passes,
            Epochs = 2 * plan.Epochs,
            Local = new LocalOptions(Math.Min(each, draw.Whole(2, 6)))
            {
                Federation = new Federation(clients, ofRound, passes, draw.One(Split.Iid, Split.Dirichlet), 0.5),
            },
        };
    }

    /// <summary>Adds the mode, and what only some modes heed, to the server's settings.</summary>
    public ServerSettings Adapt(ServerSettings settings, long seed)
    {
        var draw = new Draw(~seed ^ 0x5EED);
        return settings with
        {
            Mode = Mode,
            Servers = draw.Whole(1, 3),
            CancelParts = draw.Whether(0.7),
            ReassignDropped = draw.Whether(0.4),
            IsStalenessAware = draw.Whether(0.3),
        };
    }
}
