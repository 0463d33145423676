using ActorBackprop.Learning.Training;

namespace ActorBackprop.Actors.Messages;

// What the server tells its observers: facts in the past tense. Nobody answers them. They share a file because they are
// read together.

/// <summary>The first part was dealt: from here on time counts as training.</summary>
/// <param name="Workers">Workers registered.</param>
/// <param name="Servers">Shards that take the steps, each on its slice of the parameters; 1 where the server does it itself.</param>
public sealed record TrainingStarted(int Workers, int Servers);

/// <summary>A step is done. Told at most once in the server's report interval; all of it is cumulative, so none is missed.</summary>
/// <param name="Steps">Steps completed.</param>
/// <param name="Epoch">Sums over the epoch so far.</param>
/// <param name="Statistics">The run so far.</param>
public sealed record StepCompleted(long Steps, EpochTotals Epoch, TrainingStatistics Statistics);

/// <summary>An epoch is done. Always told.</summary>
/// <param name="Epoch">Which, from 1.</param>
/// <param name="Steps">Steps completed.</param>
/// <param name="Totals">Sums over the epoch.</param>
/// <param name="Statistics">The run so far.</param>
public sealed record EpochCompleted(int Epoch, long Steps, EpochTotals Totals, TrainingStatistics Statistics);

/// <summary>A gradient was refused.</summary>
/// <param name="Worker">Who sent it.</param>
/// <param name="Step">For which step.</param>
/// <param name="Reason">Why.</param>
public sealed record GradientRefused(WorkerId Worker, long Step, Refusal Reason);

/// <summary>A worker was lost: it crashed or was stopped. Its part is dealt again.</summary>
/// <param name="Worker">Who.</param>
public sealed record WorkerLost(WorkerId Worker);

/// <summary>The training is over; the last fact.</summary>
/// <param name="End">How it ended.</param>
/// <param name="Why">A sentence, where it did not complete.</param>
/// <param name="Snapshot">Where it ended.</param>
/// <param name="Statistics">The whole run.</param>
public sealed record TrainingEnded(TrainingEnd End, string Why, TrainingSnapshot Snapshot, TrainingStatistics Statistics);

/// <summary>How a training ended.</summary>
public enum TrainingEnd
{
    /// <summary>All steps of the plan are done, or its patience is at an end.</summary>
    Completed,

    /// <summary>Somebody asked it to stop.</summary>
    Stopped,

    /// <summary>Gradients or the parameters they lead to are no longer finite.</summary>
    Diverged,

    /// <summary>No worker is left.</summary>
    WorkersLost,

    /// <summary>A checkpoint could not be written.</summary>
    StoreFailed,

    /// <summary>There is no memory for a snapshot, but the last one.</summary>
    OutOfMemory,

    /// <summary>An actor of the server's own has failed: a bug.</summary>
    Failed,
}

/// <summary>What a worker has done.</summary>
/// <param name="Number">Its place.</param>
/// <param name="Samples">Samples whose gradients were accepted from it.</param>
/// <param name="Compute">Time it computed.</param>
/// <param name="RoundTrip">Time from dealing its parts to having their gradients: computing, and the way there and back.</param>
public sealed record WorkerStatistics(int Number, long Samples, TimeSpan Compute, TimeSpan RoundTrip);

/// <summary>Where the time and the samples of a run went.</summary>
/// <param name="Elapsed">Time since the first part was dealt, up to the last completed step.</param>
/// <param name="Samples">Samples trained on, by this process of the run.</param>
/// <param name="Workers">One for each place, by number.</param>
/// <param name="Refused">Gradients refused, by reason; every reason is there.</param>
/// <param name="WorkersLost">How often a worker was lost.</param>
public sealed record TrainingStatistics(TimeSpan Elapsed, long Samples, IReadOnlyList<WorkerStatistics> Workers,
    IReadOnlyDictionary<Refusal, long> Refused, int WorkersLost)
{
    /// <summary>Staleness that is told apart: what is older is counted with it.</summary>
    public const int MaxStaleness = 1024;

    /// <summary>Whole epochs done; null where they follow from the steps, as each step is a whole minibatch.</summary>
    public int? EpochsDone { get; init; }

    /// <summary>
    /// Bytes of the gradients that came to the server, those that were refused included, without their frames: as many as go over a
    /// wire, whether there is one or not.
    /// </summary>
    public long BytesUpwards { get; init; }

    /// <summary>Parts that were sent to the workers, each with a copy of the parameters; parts that were sent again included.</summary>
    public long PartsSent { get; init; }

    /// <summary>Parts whose gradients were dropped, or cancelled on their way, as the consistency mode does.</summary>
    public long PartsDropped { get; init; }

    /// <summary>
    /// Gradients by how many steps old the version was that they were computed on when they were applied; empty where all of
    /// them are of the current one by the nature of the mode, as the synchronous one.
    /// </summary>
    public IReadOnlyList<long> Staleness { get; init; } = [];

    /// <summary>Answers of shards that did not count, by reason: late, double or foreign. Only reasons that occurred. Default: none.</summary>
    public IReadOnlyDictionary<Refusal, long> ShardAnswersRefused { get; init; } = new Dictionary<Refusal, long>();
}
