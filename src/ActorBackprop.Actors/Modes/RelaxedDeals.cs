using ActorBackprop.Actors.Messages;
using ActorBackprop.Learning.Sampling;
using ActorBackprop.Learning.Training;

namespace ActorBackprop.Actors.Modes;

/// <summary>
/// Who is at what, what has come in, and what follows from it by the mode: the server's mind where it does not wait for all
/// workers. Each part is applied once or dropped. Ties are broken by numbers, never by the order of arrival.
/// </summary>
internal sealed class RelaxedDeals
{
    private readonly ServerSettings _options;
    private readonly PartStream _stream;
    private readonly Versions _versions;
    private readonly TrainingView _standing;
    private readonly SortedDictionary<int, Seat> _seats = [];
    private readonly SortedSet<int> _idle = [];
    private readonly List<Contribution> _gathered = []; // in the order of their parts
    private readonly Dictionary<long, Dictionary<int, int>> _begun = []; // parts, by minibatch and worker
    private readonly HashSet<MinibatchPart> _wereNonFinite = [];
    private readonly Dictionary<MinibatchPart, int> _attempts = []; // that failed, of parts that have not come in

    /// <summary>Deals for a training that begins.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="workers">Parts of a minibatch.</param>
    /// <param name="options">The server's.</param>
    /// <param name="versions">Kept of what workers may read; has version 0.</param>
    public RelaxedDeals(TrainingPlan plan, int workers, ServerSettings options, Versions versions)
    {
        (_options, _versions) = (options, versions);
        _stream = new PartStream(plan, workers);
        Progress = new Progress(plan, _stream.PartsOf);
        _standing = new TrainingView(this);
    }

    public Progress Progress { get; }

    public long Steps { get; private set; }

    /// <summary>Workers that the work is shared among.</summary>
    public int Workers { get; private set; }

    public IReadOnlyList<Contribution> Gathered => _gathered;

    public int InFlight { get; private set; }

    public int InFlightNow { get; private set; }

    public MinibatchPart? Next => _stream.Next;

    public Minibatch Oldest => Progress.Oldest;

    /// <summary>Parts whose gradients were dropped, cancelled ones included.</summary>
    public long Dropped { get; private set; }

    /// <summary>Whether a part's gradient was not finite twice.</summary>
    public bool HasDiverged { get; private set; }

    /// <summary>A part that failed as often as is tried; null if there is none.</summary>
    public MinibatchPart? Hopeless { get; private set; }

    /// <summary>How many of the gathered gradients make the next step; 0 if it is not time yet.</summary>
    public int Due => _gathered.Count == 0 ? 0 : _options.Mode.Due(_standing);

    public bool IsReassigned(MinibatchPart part) => _stream.IsReassigned(part);

    public int PartsOf(Minibatch minibatch) => _stream.PartsOf(minibatch);

    public int BegunBy(int worker, long step) => _begun.TryGetValue(step, out var begun) ? begun.GetValueOrDefault(worker) : 0;

    /// <summary>A worker says that it is here and has nothing to do.</summary>
    /// <param name="worker">Who.</param>
    /// <param name="heard">The minibatch of the last part it got; −1 before the first.</param>
    /// <returns>False for an incarnation that was followed by a newer one, and if there is no such number.</returns>
    public bool TryJoin(WorkerId worker, long heard)
    {
        if (worker.Number is < 0 or >= Dealing.Deals.MostWorkers) return false;
        if (!_seats.TryGetValue(worker.Number, out var seat)) _seats.Add(worker.Number, seat = new Seat(worker));
        if (worker.Incarnation < seat.Worker.Incarnation) return false;
        if (worker.Incarnation > seat.Worker.Incarnation) Leave(worker.Number);
        // It is idle, and has got what it was asked: the answer was lost. Else the part may still be on its way to it.
        else if (seat.Open is { } open && open.Part.Minibatch.Step == heard) GiveUp(seat);
        seat.Worker = worker;
        Mark(seat, isHere: true);
        if (seat.Open is null) _idle.Add(worker.Number);
        return true;
    }

    /// <summary>A worker is gone: somebody else gets its part.</summary>
    public void Leave(int number)
    {
        var seat = _seats[number];
        if (!seat.IsHere) return;
        GiveUp(seat);
        Mark(seat, isHere: false);
        _idle.Remove(number);
    }

    /// <summary>What idle workers are to compute now.</summary>
    /// <param name="parameters">The current version.</param>
    public List<RelaxedDeal> Deal(ReadOnlyMemory<float> parameters)
    {
        var deals = new List<RelaxedDeal>();
        while (Choose() is var (seat, part))
        {
            if (!IsReassigned(part)) Count(seat.Worker.Number, part.Minibatch.Step);
            _stream.Begin(part);
            var deal = new RelaxedDeal(seat.Worker, part, Steps, parameters);
            seat.Ask(deal);
            _versions.Hold(Steps);
            _idle.Remove(seat.Worker.Number);
            (InFlight, InFlightNow) = (InFlight + 1, InFlightNow + 1);
            deals.Add(deal);
        }
        return deals;
    }

    /// <summary>Takes a gradient in: gathers it, or says why not.</summary>
    /// <param name="gradient">The gradient; its sums are the caller's to give back where it is refused as dropped.</param>
    /// <param name="length">Floats that each of its sums has to have.</param>
    public Refusal? Take(GradientComputed gradient, int length)
    {
        var worker = gradient.Worker;
        if (!_seats.TryGetValue(worker.Number, out var seat) || worker.Incarnation > seat.Worker.Incarnation) return Refusal.Foreign;
        if (worker.Incarnation < seat.Worker.Incarnation) return Refusal.Superseded;
        var open = seat.Open;
        var settled = seat.Settle(gradient);
        if (settled.Count == 0) return Refusal.Late;
        foreach (var deal in settled) _versions.Release(deal.Version);
        if (seat.Open is not null) return Refusal.Dropped; // it was cancelled, and another one asked for
        if (seat.IsHere)
        {
            Mark(seat, isHere: true); // it is heard of
            _idle.Add(worker.Number);
        }
        if (open is not null) Arrived(open);
        else if (TakeOver(settled[^1])) open = settled[^1];
        else return Refusal.Dropped;
        if (!open.Part.Part.IsSummedBy(gradient.Sums, open.Part.Minibatch) || gradient.Sums.Any(sum => sum.Gradient.Length != length))
            return Again(open, Refusal.Misshapen);
        if (!gradient.Sums.All(sum => sum.IsFinite))
        {
            HasDiverged |= !_wereNonFinite.Add(open.Part);
            return Again(open, Refusal.NonFinite);
        }
        var contribution = new Contribution(worker.Number, open.Part, open.Version, gradient.Sums);
        if (!_options.Mode.StillCounts(contribution, _standing))
        {
            Drop(open.Part);
            return Refusal.Dropped;
        }
        _attempts.Remove(open.Part);
        var place = _gathered.FindIndex(other => MinibatchPart.Order.Compare(other.Part, open.Part) > 0);
        _gathered.Insert(place < 0 ? _gathered.Count : place, contribution);
        return null;
    }

    /// <summary>Takes out the gradients that make the next step, and counts it as taken.</summary>
    /// <param name="due">How many of the gathered ones those are.</param>
    /// <param name="next">The memory of the version that it leads to.</param>
    /// <param name="cancelled">Gets what is on its way and not wanted any more.</param>
    public void Stepped(int due, Memory<float> next, List<RelaxedDeal> cancelled)
    {
        foreach (var gradient in _gathered.Take(due)) Progress.Applied(gradient);
        _gathered.RemoveRange(0, due);
        _versions.Release(Steps);
        _versions.Begin(++Steps, next);
        InFlightNow = 0;
        foreach (var seat in _seats.Values)
        {
            if (seat.Open is not { } open) continue;
            if (_options.Mode.StillCounts(new Contribution(seat.Worker.Number, open.Part, open.Version, []), _standing)) continue;
            seat.Close();
            InFlight--;
            Drop(open.Part);
            if (!_options.CancelParts || !_options.Mode.DropsGradients) continue; // it goes on in vain, and is idle when it answers
            cancelled.Add(open);
            _idle.Add(seat.Worker.Number);
        }
        for (var i = _gathered.Count - 1; i >= 0; i--)
        {
            if (_options.Mode.StillCounts(_gathered[i], _standing)) continue;
            Drop(_gathered[i].Part);
            _gathered.RemoveAt(i);
        }
    }

    /// <summary>A minibatch is done: nobody begins a part of it any more.</summary>
    public void Forget(Minibatch minibatch) => _begun.Remove(minibatch.Step);

    /// <summary>
    /// Called at a fixed interval. A part that was out at the last call already is overdue: where a worker is idle it is
    /// dealt anew; else it is asked for once more, since the message may have been lost. Who has not come back by then, also
    /// from a part that is not wanted any more, does not count as a worker until it is heard of.
    /// </summary>
    /// <returns>What to send once more.</returns>
    public List<RelaxedDeal> CheckOverdue()
    {
        var (again, idle) = (new List<RelaxedDeal>(), _idle.Count);
        foreach (var (number, seat) in _seats)
        {
            if (!seat.IsHere || _idle.Contains(number) || ++seat.Checks < 2) continue;
            if (seat.Open is { } open)
            {
                if (idle-- <= 0)
                {
                    again.Add(open);
                    continue;
                }
                Arrived(open);
                seat.Close(); // it may be at it still, and is idle when it says so
                _stream.Repeat(open.Part);
            }
            Mark(seat, isHere: true, isSilent: true);
        }
        return again;
    }

    private void Mark(Seat seat, bool isHere, bool isSilent = false)
    {
        if (seat.Counts) Workers--;
        (seat.IsHere, seat.IsSilent) = (isHere, isSilent);
        if (seat.Counts) Workers++;
    }

    private (Seat Seat, MinibatchPart Part)? Choose()
    {
        var ahead = _options.Mode.Ahead;
        foreach (var number in _idle)
            if (_stream.First(ahead, part => _options.Mode.MayBegin(part, number, _standing)) is { } part) return (_seats[number], part);
        return null;
    }

    private void Count(int worker, long step)
    {
        if (!_begun.TryGetValue(step, out var begun)) _begun.Add(step, begun = []);
        begun[worker] = begun.GetValueOrDefault(worker) + 1;
    }

    /// <summary>An open part is on its way no longer.</summary>
    private void Arrived(RelaxedDeal open)
    {
        InFlight--;
        if (open.Version == Steps) InFlightNow--;
    }

    /// <summary>
    /// The answer to a part that was overdue is here before that of whoever was to have it instead: it counts. Else two that take
    /// longer than the time they are given would have it from each other for ever.
    /// </summary>
    /// <returns>False if it is not wanted any more.</returns>
    private bool TakeOver(RelaxedDeal late)
    {
        if (!_options.Mode.StillCounts(new Contribution(late.Worker.Number, late.Part, late.Version, []), _standing)) return false;
        var other = _seats.Values.FirstOrDefault(seat => seat.Open?.Part == late.Part);
        if (other is not null)
        {
            Arrived(other.Open!);
            other.Close(); // it goes on in vain, and is idle when it answers
        }
        else if (_stream.Has(late.Part)) _stream.Begin(late.Part);
        else return false;
        return true;
    }

    private Refusal Again(RelaxedDeal open, Refusal why)
    {
        Fail(open.Part);
        return why;
    }

    /// <summary>A part came to nothing: its worker was lost, or its gradient no good. Somebody else gets it, so often.</summary>
    private void Fail(MinibatchPart part)
    {
        _attempts[part] = _attempts.GetValueOrDefault(part) + 1;
        if (_attempts[part] >= Dealing.Deals.MostAttempts) Hopeless ??= part;
        _stream.Repeat(part);
    }

    private void Drop(MinibatchPart part)
    {
        Dropped++;
        if (_options.ReassignDropped) _stream.Repeat(part);
        else Progress.Done(part);
    }

    /// <summary>Nothing of what a worker was asked is to be expected from it.</summary>
    private void GiveUp(Seat seat)
    {
        if (seat.Open is { } open)
        {
            Arrived(open);
            Fail(open.Part);
        }
        foreach (var deal in seat.Forget()) _versions.Release(deal.Version);
    }
}
