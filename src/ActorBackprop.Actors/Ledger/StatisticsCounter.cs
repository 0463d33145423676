using ActorBackprop.Actors.Messages;

namespace ActorBackprop.Actors.Ledger;

/// <summary>Counts samples, refusals and times. Its times are differences of a clock that it is given readings of.</summary>
/// <param name="workers">Workers that are expected; there may be more.</param>
internal sealed class StatisticsCounter(int workers)
{
    private readonly long[] _refused = new long[Enum.GetValues<Refusal>().Length];
    private readonly Dictionary<Refusal, long> _shardsRefused = []; // looked up; its copies are, too
    private readonly long[] _staleness = new long[TrainingStatistics.MaxStaleness + 1];
    private WorkerTally[] _workers = new WorkerTally[workers]; // by number; there may be room for more than there are
    private TimeSpan? _started;
    private TimeSpan _lastStep;
    private long _samples, _bytes, _sent;
    private int _workerCount = workers, _lost;

    public void Sent(int worker, TimeSpan now)
    {
        _sent++;
        _started ??= now;
        if (worker >= _workers.Length) Array.Resize(ref _workers, Math.Max(worker + 1, 2 * _workers.Length));
        _workerCount = Math.Max(_workerCount, worker + 1);
        _workers[worker].SentAt = now;
    }

    public void Received(GradientComputed gradient) => _bytes += gradient.Bytes;

    public void Accepted(int worker, int samples, TimeSpan compute, TimeSpan now)
    {
        ref var tally = ref _workers[worker];
        tally.Samples += samples;
        tally.Compute += compute;
        tally.RoundTrip += now - tally.SentAt;
    }

    public void Refused(Refusal reason) => _refused[(int)reason]++;

    public void ShardRefused(Refusal reason) => _shardsRefused[reason] = _shardsRefused.GetValueOrDefault(reason) + 1;

    public void Lost() => _lost++;

    public void Applied(long staleness) => _staleness[Math.Min(staleness, TrainingStatistics.MaxStaleness)]++;

    public void StepCompleted(int samples, TimeSpan now)
    {
        _samples += samples;
        _lastStep = now;
    }

    public TrainingStatistics Statistics() => new(
        _started is { } started && _lastStep > started ? _lastStep - started : TimeSpan.Zero,
        _samples,
        Workers(),
        Enum.GetValues<Refusal>().ToDictionary(reason => reason, reason => _refused[(int)reason]),
        _lost)
    {
        BytesUpwards = _bytes,
        PartsSent = _sent,
        Staleness = [.. _staleness.AsSpan(0, _staleness.AsSpan().LastIndexOfAnyExcept(0) + 1)],
        ShardAnswersRefused = new Dictionary<Refusal, long>(_shardsRefused),
    };

    private WorkerStatistics[] Workers()
    {
        var all = new WorkerStatistics[_workerCount];
        for (var number = 0; number < all.Length; number++)
        {
            ref readonly var tally = ref _workers[number];
            all[number] = new WorkerStatistics(number, tally.Samples, tally.Compute, tally.RoundTrip);
        }
        return all;
    }

    private struct WorkerTally
    {
        public long Samples;
        public TimeSpan Compute, RoundTrip, SentAt;
    }
}
