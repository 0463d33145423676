using ActorBackprop.Learning.Training;

namespace ActorBackprop.Actors.Protocol;

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
