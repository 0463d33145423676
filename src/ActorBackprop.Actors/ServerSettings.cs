using ActorBackprop.Actors.Modes;

namespace ActorBackprop.Actors;

/// <summary>What a parameter server is told beside the plan. The weights depend on its mode alone.</summary>
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

    /// <summary>Least time between two <see cref="Messages.StepCompleted"/>; zero tells every step. Default: 100 ms.</summary>
    public TimeSpan StepReportInterval { get; init; } = TimeSpan.FromMilliseconds(100);

    /// <summary>A checkpoint every so many steps, beside the one at each epoch; 0 for none. Default: 0.</summary>
    public int CheckpointEverySteps { get; init; }

    /// <summary>Decides what a step waits for. Default: <see cref="Synchronous"/>.</summary>
    public IConsistencyMode Mode { get; init; } = new Synchronous();

    /// <summary>Whether workers are told to cancel parts whose gradients the mode will drop. Default: yes.</summary>
    public bool CancelParts { get; init; } = true;

    /// <summary>Whether a part whose gradient was dropped is computed again later, so that no sample is left out. Default: no.</summary>
    public bool ReassignDropped { get; init; }

    /// <summary>
    /// Whether a gradient that is τ steps old counts 1 / τ where τ is more than 1 (Zhang et al. 2016), as if the learning rate
    /// were smaller for it. Default: no.
    /// </summary>
    public bool IsStalenessAware { get; init; }

    /// <summary>Shards that average and take the optimizer's step, each on its slice of the parameters; 1 for none. Default: 1.</summary>
    public int Servers { get; init; } = 1;
}
