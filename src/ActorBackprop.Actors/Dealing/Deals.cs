using ActorBackprop.Actors.Messages;
using ActorBackprop.Learning.Gradients;

namespace ActorBackprop.Actors.Dealing;

/// <summary>
/// Decides, in synchronous mode, which worker gets which part of the current minibatch. Knows who is there, what is out
/// and what is in; knows no actors and no clock. Workers are served in the order of their numbers. What a message costs
/// does not grow with the workers; beginning a step and checking for overdue parts look at each of them.
/// </summary>
internal sealed class Deals
{
    /// <summary>Times a part is dealt because its gradient was refused or its worker lost, before the run is given up.</summary>
    public const int MostAttempts = 32;

    /// <summary>Workers there can be; their numbers are below it, so that no message decides how much memory is taken.</summary>
    public const int MostWorkers = 100000;

    private readonly Places _places = new(MostWorkers);
    private readonly StepParts _parts = new(MostWorkers);
    private readonly List<Deal> _next = [];
    private long _step = -1;
    private int _microbatches;

    /// <summary>Workers registered.</summary>
    public int Workers => _places.Count;

    /// <summary>A part that has been dealt too often to go on; null as long as all is well.</summary>
    public Part? Hopeless => _parts.Hopeless;

    /// <summary>
    /// A worker says it is here and idle. False if a newer incarnation of it is here already, or if there is no such number.
    /// </summary>
    public bool TryJoin(WorkerId worker, long heard)
    {
        if (worker.Number is < 0 or >= MostWorkers) return false;
        var known = _places.Find(worker.Number);
        if (known?.Incarnation > worker.Incarnation) return false;
        if (known != worker) Leave(worker.Number);
        _places.Enter(worker);
        // It has heard of its part and is idle, so its answer was lost. One it has not heard of may still be on its way.
        if (_places.Open(worker.Number) is { } deal && (heard >= deal.Step || _places.IsOverdue(worker.Number))) Close(deal);
        return true;
    }

    /// <summary>A worker is lost; what it had is dealt again.</summary>
    public void Leave(int number)
    {
        if (_places.Open(number) is { } deal) Close(deal);
        _places.Leave(number);
    }

    /// <summary>Begins a step. It is cut into parts when the first worker is free.</summary>
    public void Begin(long step, int microbatches)
    {
        (_step, _microbatches) = (step, microbatches);
        _parts.Clear();
    }

    /// <summary>
    /// What is to be sent now: each pending part to an idle worker, another one than refused it where there is one. A part
    /// that was not finite waits for another worker that is busy, since the second time ends the run; not for an overdue one.
    /// </summary>
    /// <returns>The deals; theirs until the next call.</returns>
    public List<Deal> Next()
    {
        _next.Clear();
        if (!_parts.IsCut && _places.Idle.Count > 0) _parts.Cut(_microbatches, _places.Idle.Count);
        var pending = _parts.Pending;
        for (var p = pending.From(0); p >= 0 && _places.Idle.Count > 0; p = pending.From(p + 1))
            if (Choose(_parts[p]) is { } worker) _next.Add(Hand(_parts[p], worker));
        return _next;
    }

    /// <summary>
    /// Called at a fixed interval. A part that was out at the last call already is overdue: it becomes pending for another
    /// worker; where none is idle, it is sent to its holder once more, since the message may have been lost.
    /// </summary>
    /// <returns>What to send once more.</returns>
    public List<Deal> CheckOverdue()
    {
        var again = new List<Deal>();
        var idle = _places.Idle.Count - _parts.Pending.Count;
        for (var number = 0; number < _places.End; number++)
        {
            if (_places.Open(number) is not { } deal) continue;
            _places.Check(number);
            if (!_places.IsOverdue(number) || FindOpen(deal) is not { } part) continue;
            if (idle-- > 0) _parts.Pending.Add(part.Index);
            else again.Add(deal);
        }
        return again;
    }

    /// <summary>Why a gradient is refused, as far as its sender, step and part tell; null if it is welcome.</summary>
    public Refusal? Judge(WorkerId worker, long step, Part part)
    {
        if (_places.Find(worker.Number) is not { } known || worker.Incarnation > known.Incarnation) return Refusal.Foreign;
        if (worker.Incarnation < known.Incarnation) return Refusal.Superseded;
        if (step < _step) return Refusal.Late;
        if (step > _step || _parts.Find(part) is not { } open || !open.WasDealtTo(worker.Number)) return Refusal.Foreign;
        return open.IsIn ? Refusal.Duplicate : null;
    }

    /// <summary>A worker has answered for a part, usefully or not: it is idle again, if that is what it was dealt.</summary>
    public void Answered(WorkerId worker, long step, Part part)
    {
        if (_places.Open(worker.Number) == new Deal(worker, step, part)) _places.Close(worker.Number);
    }

    /// <summary>A part's gradient is in.</summary>
    public void Accept(Part part) => _parts.Accept(_parts.Find(part)!);

    /// <summary>A part's gradient was no good: it becomes pending again.</summary>
    /// <returns>Whether its gradients were not finite before: the training has diverged.</returns>
    public bool Reject(WorkerId worker, Part part, bool nonFinite)
    {
        var open = _parts.Find(part)!;
        var diverged = nonFinite && open.WasNonFinite;
        open.WasNonFinite |= nonFinite;
        open.RefuseFrom(worker.Number);
        _parts.Repeat(open);
        return diverged;
    }

    /// <summary>Whether some worker may still be reading the parameters of a step.</summary>
    public bool IsHeld(long step) => _places.Held(step) > 0;

    /// <summary>The idle worker that gets a part; null if the part waits for a busy one.</summary>
    private WorkerId? Choose(OpenPart part)
    {
        var idle = _places.Idle;
        var number = idle.From(0);
        while (number >= 0 && part.WasRefusedFrom(number)) number = idle.From(number + 1);
        if (number >= 0) return _places.Find(number);
        return part.WasNonFinite && CanBeTaken(part) ? null : _places.Find(idle.From(0));
    }

    /// <summary>Whether a worker that is busy, and not overdue, has not been refused a gradient of a part yet.</summary>
    private bool CanBeTaken(OpenPart part)
    {
        var timely = _places.Timely;
        foreach (var number in part.RefusedFrom)
            if (_places.IsTimely(number)) timely--;
        return timely > 0;
    }

    private Deal Hand(OpenPart part, WorkerId worker)
    {
        var deal = new Deal(worker, _step, part.Part);
        _places.Hand(deal);
        _parts.Pending.Remove(part.Index);
        part.DealTo(worker.Number);
        return deal;
    }

    private void Close(Deal deal)
    {
        _places.Close(deal.Worker.Number);
        if (FindOpen(deal) is { } part) _parts.Repeat(part);
    }

    /// <summary>The part that was dealt, if it is one of this step that is not in yet.</summary>
    private OpenPart? FindOpen(Deal deal) => deal.Step == _step && _parts.Find(deal.Part) is { IsIn: false } part ? part : null;
}
