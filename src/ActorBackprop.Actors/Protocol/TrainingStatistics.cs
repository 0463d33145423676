namespace ActorBackprop.Actors.Protocol;

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
    public const int MostStaleness = 1024;

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
