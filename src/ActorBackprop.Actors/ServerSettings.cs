using ActorBackprop.Actors.Modes;

namespace ActorBackprop.Actors;

/// <summary>The settings of a parameter server besides the plan. Of these, the weights depend on the mode and its options alone.</summary>
public sealed record ServerSettings
{
    /// <summary>The name of the training, which is in every message: the server refuses those of another one.</summary>
    public required string Run { get; init; }

    /// <summary>The number of workers that it waits for before the first step.</summary>
    public required int Workers { get; init; }

    /// <summary>The interval between checks for overdue parts; a part unanswered at two of them is reassigned. Default: 30 s.</summary>
    public TimeSpan PartTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>The minimum number of workers: with fewer, the server starts no minibatch. Default: 1.</summary>
    public int MinWorkers { get; init; } = 1;

    /// <summary>The time to wait for workers when there are too few; then the run ends. Default: zero, to end at once.</summary>
    public TimeSpan WorkerPatience { get; init; }

    /// <summary>The minimum time between two <see cref="Messages.StepCompleted"/>; zero for one per step. Default: 100 ms.</summary>
    public TimeSpan StepReportInterval { get; init; } = TimeSpan.FromMilliseconds(100);

    /// <summary>The number of steps between checkpoints besides those at each epoch's end; 0 for none. Default: 0.</summary>
    public int CheckpointEverySteps { get; init; }

    /// <summary>The consistency mode. Default: <see cref="Synchronous"/>.</summary>
    public IConsistencyMode Mode { get; init; } = new Synchronous();

    /// <summary>Whether workers are told to cancel parts whose gradients the mode will drop. Default: yes.</summary>
    public bool CancelParts { get; init; } = true;

    /// <summary>Whether dropped parts are reassigned, so that no sample is left out. Default: no.</summary>
    public bool ReassignDropped { get; init; }

    /// <summary>
    /// Whether a gradient that is τ > 1 steps old is multiplied by 1 / τ (Zhang et al. 2016), as if its learning rate were smaller.
    /// Default: no.
    /// </summary>
    public bool IsStalenessAware { get; init; }

    /// <summary>The number of shards that take the steps, each on its slice of the parameters; 1 for none. Default: 1.</summary>
    public int Servers { get; init; } = 1;
}
