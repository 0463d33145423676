using ActorBackprop.Actors.Protocol;

namespace ActorBackprop.Actors.Dealing;

/// <summary>Counts samples, refusals and times. Its times are differences of a clock that it is given readings of.</summary>
internal sealed class Bookkeeping(int workers)
{
    private sealed class Tally
    {
        public long Samples;
        public TimeSpan Compute, RoundTrip, SentAt;
    }

    private readonly List<Tally> _workers = [.. Enumerable.Range(0, workers).Select(_ => new Tally())];
    private readonly long[] _refused = new long[Enum.GetValues<Refusal>().Length];
    private TimeSpan? _started;
    private TimeSpan _lastStep;
    private long _samples;
    private int _lost;

    public void Sent(int worker, TimeSpan now)
    {
        _started ??= now;
        while (_workers.Count <= worker) _workers.Add(new Tally());
        _workers[worker].SentAt = now;
    }

    public void Accepted(int worker, int samples, TimeSpan compute, TimeSpan now)
    {
        var tally = _workers[worker];
        tally.Samples += samples;
        tally.Compute += compute;
        tally.RoundTrip += now - tally.SentAt;
    }

    public void Refused(Refusal reason) => _refused[(int)reason]++;

    public void Lost() => _lost++;

    public void StepCompleted(int samples, TimeSpan now)
    {
        _samples += samples;
        _lastStep = now;
    }

    public TrainingStatistics Statistics() => new(
        _started is { } started && _lastStep > started ? _lastStep - started : TimeSpan.Zero,
        _samples,
        [.. _workers.Select((tally, number) => new WorkerStatistics(number, tally.Samples, tally.Compute, tally.RoundTrip))],
        Enum.GetValues<Refusal>().ToDictionary(reason => reason, reason => _refused[(int)reason]),
        _lost);
}
