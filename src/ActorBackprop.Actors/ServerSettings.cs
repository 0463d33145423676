using ActorBackprop.Actors.Relaxed;

namespace ActorBackprop.Actors;

/// <summary>What a parameter server is told beside the plan. Only <see cref="Relaxed"/> touches the bits.</summary>
public sealed record ServerSettings
{
    /// <summary>Names the training in every message, so that another one's are refused.</summary>
    public required string Run { get; init; }

    /// <summary>Workers it waits for before the first step.</summary>
    public required int Workers { get; init; }

    /// <summary>A part that has been out for longer than one to two of these is dealt again. Default: 30 s.</summary>
    public TimeSpan PartTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Workers it needs: with fewer it begins no step; where it had begun it saves, and waits. Default: 1.</summary>
    public int MinWorkers { get; init; } = 1;

    /// <summary>How long it waits for workers to come back when there are fewer than it needs; then the run ends. Default: not at all.</summary>
    public TimeSpan WorkerPatience { get; init; }

    /// <summary>Least time between two <see cref="Protocol.StepCompleted"/>; zero tells every step. Default: 100 ms.</summary>
    public TimeSpan StepReportInterval { get; init; } = TimeSpan.FromMilliseconds(100);

    /// <summary>A checkpoint every so many steps, beside the one at each epoch; 0 for none. Default: 0.</summary>
    public int CheckpointEverySteps { get; init; }

    /// <summary>How it trains where a step need not wait for all workers; null where it does: synchronous. Default: null.</summary>
    public RelaxedOptions? Relaxed { get; init; }

    /// <summary>Shards that average and take the optimizer's step, each on its slice of the parameters; 1 for none. Default: 1.</summary>
    public int Servers { get; init; } = 1;
}
