using ActorBackprop.Actors.Messages;

namespace ActorBackprop.Actors.Dealing;

/// <summary>Counts samples, refusals and times. Its times are differences of a clock that it is given readings of.</summary>
internal sealed class Bookkeeping(int workers)
{
    private struct Tally
    {
        public long Samples;
        public TimeSpan Compute, RoundTrip, SentAt;
    }

    private Tally[] _tallies = new Tally[workers]; // by number; there may be room for more than there are
    private readonly long[] _refused = new long[Enum.GetValues<Refusal>().Length];
    private readonly Dictionary<Refusal, long> _shardsRefused = []; // looked up; its copies are, too
    private TimeSpan? _started;
    private TimeSpan _lastStep;
    private long _samples;
    private readonly long[] _staleness = new long[TrainingStatistics.MostStaleness + 1];
    private int _workers = workers, _lost;
    private int? _epochsDone;
    private long _dropped, _bytes, _sent;

    public void Sent(int worker, TimeSpan now)
    {
        _sent++;
        _started ??= now;
        if (worker >= _tallies.Length) Array.Resize(ref _tallies, Math.Max(worker + 1, 2 * _tallies.Length));
        _workers = Math.Max(_workers, worker + 1);
        _tallies[worker].SentAt = now;
    }

    public void Received(GradientComputed gradient) => _bytes += gradient.Bytes;

    public void Accepted(int worker, int samples, TimeSpan compute, TimeSpan now)
    {
        ref var tally = ref _tallies[worker];
        tally.Samples += samples;
        tally.Compute += compute;
        tally.RoundTrip += now - tally.SentAt;
    }

    public void Refused(Refusal reason) => _refused[(int)reason]++;

    public void ShardRefused(Refusal reason) => _shardsRefused[reason] = _shardsRefused.GetValueOrDefault(reason) + 1;

    public void Lost() => _lost++;

    public void Stale(long steps) => _staleness[Math.Min(steps, TrainingStatistics.MostStaleness)]++;

    public void Relaxed(int epochsDone, long partsDropped) => (_epochsDone, _dropped) = (epochsDone, partsDropped);

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
        EpochsDone = _epochsDone,
        BytesUpwards = _bytes,
        PartsSent = _sent,
        PartsDropped = _dropped,
        Staleness = [.. _staleness.AsSpan(0, _staleness.AsSpan().LastIndexOfAnyExcept(0) + 1)],
        ShardAnswersRefused = new Dictionary<Refusal, long>(_shardsRefused),
    };

    private WorkerStatistics[] Workers()
    {
        var workers = new WorkerStatistics[_workers];
        for (var number = 0; number < workers.Length; number++)
        {
            ref readonly var tally = ref _tallies[number];
            workers[number] = new WorkerStatistics(number, tally.Samples, tally.Compute, tally.RoundTrip);
        }
        return workers;
    }
}
