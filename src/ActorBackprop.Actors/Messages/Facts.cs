using ActorBackprop.Learning.Training;

namespace ActorBackprop.Actors.Messages;

// What the server tells its observers: facts in the past tense. Observers do not answer them.

/// <summary>The first part was assigned: from here on time counts as training.</summary>
/// <param name="Workers">The number of registered workers.</param>
/// <param name="Servers">The number of shards that take the steps, each on its slice of the parameters; 1 if the server takes them itself.</param>
public sealed record TrainingStarted(int Workers, int Servers);

/// <summary>A step is done. Sent at most once per report interval of the server; all of it is cumulative, so omitted steps lose nothing.</summary>
/// <param name="Steps">Steps completed.</param>
/// <param name="Epoch">Sums over the epoch so far.</param>
/// <param name="Statistics">The run so far.</param>
public sealed record StepCompleted(long Steps, EpochTotals Epoch, TrainingStatistics Statistics);

/// <summary>An epoch is done. Sent after every epoch.</summary>
/// <param name="Epoch">The epoch, from 1.</param>
/// <param name="Steps">Steps completed.</param>
/// <param name="Totals">Sums over the epoch.</param>
/// <param name="Statistics">The run so far.</param>
public sealed record EpochCompleted(int Epoch, long Steps, EpochTotals Totals, TrainingStatistics Statistics);

/// <summary>A gradient was refused.</summary>
/// <param name="Worker">The worker that sent it.</param>
/// <param name="Step">The number of its minibatch.</param>
/// <param name="Reason">Why it was refused.</param>
public sealed record GradientRefused(WorkerId Worker, long Step, Refusal Reason);

/// <summary>A worker was lost: it crashed or was stopped. Its part is reassigned.</summary>
/// <param name="Worker">The worker.</param>
public sealed record WorkerLost(WorkerId Worker);

/// <summary>The training is over; the last fact.</summary>
/// <param name="End">How it ended.</param>
/// <param name="Why">A sentence, where it did not complete.</param>
/// <param name="Snapshot">The state of the training at its end.</param>
/// <param name="Statistics">Those of the whole run.</param>
public sealed record TrainingEnded(TrainingEnd End, string Why, TrainingSnapshot Snapshot, TrainingStatistics Statistics);

/// <summary>How a training ended.</summary>
public enum TrainingEnd
{
    /// <summary>All steps of the plan are done, or its patience has ended.</summary>
    Completed,

    /// <summary>It was asked to stop.</summary>
    Stopped,

    /// <summary>Gradients or the parameters they lead to are no longer finite.</summary>
    Diverged,

    /// <summary>No worker is left.</summary>
    WorkersLost,

    /// <summary>A checkpoint could not be written.</summary>
    StoreFailed,

    /// <summary>There was no memory for a further snapshot.</summary>
    OutOfMemory,

    /// <summary>The evaluator, the store or a shard has failed: a bug.</summary>
    Failed,
}

/// <summary>What a worker has done.</summary>
/// <param name="Number">The number of the worker.</param>
/// <param name="Samples">Samples whose gradients were accepted from it.</param>
/// <param name="Compute">The time it computed.</param>
/// <param name="RoundTrip">The time from the assignment of its parts to the arrival of their gradients: computing, and both ways.</param>
public sealed record WorkerStatistics(int Number, long Samples, TimeSpan Compute, TimeSpan RoundTrip);

/// <summary>Where the time and the samples of a run went.</summary>
/// <param name="Elapsed">The time from the first assignment to the last completed step.</param>
/// <param name="Samples">The number of samples trained on, since the run began or was resumed.</param>
/// <param name="Workers">One for each worker number.</param>
/// <param name="Refused">The number of refused gradients by reason; every reason is there.</param>
/// <param name="WorkersLost">How often a worker was lost.</param>
public sealed record TrainingStatistics(TimeSpan Elapsed, long Samples, IReadOnlyList<WorkerStatistics> Workers,
    IReadOnlyDictionary<Refusal, long> Refused, int WorkersLost)
{
    /// <summary>The largest staleness that is counted by itself: older gradients are counted with it.</summary>
    public const int MaxStaleness = 1024;

    /// <summary>The number of whole epochs that are done; null where it follows from the steps, as each step is a whole minibatch.</summary>
    public int? EpochsDone { get; init; }

    /// <summary>
    /// The bytes of the gradients that the server received, refused ones included, without their frames: as many as go over a wire,
    /// whether there is one or not.
    /// </summary>
    public long BytesUpwards { get; init; }

    /// <summary>The number of parts sent to workers, each with a copy of the parameters; parts that were sent again count again.</summary>
    public long PartsSent { get; init; }

    /// <summary>The number of parts that the consistency mode dropped, cancelled ones included.</summary>
    public long PartsDropped { get; init; }

    /// <summary>
    /// The number of applied gradients by their staleness: the number of steps since the version that they were computed on. Empty in
    /// synchronous modes, where all are computed on the current version.
    /// </summary>
    public IReadOnlyList<long> Staleness { get; init; } = [];

    /// <summary>The number of shards' answers that did not count, by reason; only reasons that occurred.</summary>
    public IReadOnlyDictionary<Refusal, long> ShardAnswersRefused { get; init; } = new Dictionary<Refusal, long>();
}
