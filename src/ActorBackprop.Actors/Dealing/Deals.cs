using ActorBackprop.Actors.Protocol;
using ActorBackprop.Learning.Gradients;

namespace ActorBackprop.Actors.Dealing;

/// <summary>
/// Decides, in synchronous mode, which worker gets which part of the current minibatch. Knows who is there, what is out
/// and what is in; knows no actors and no clock. Workers are served in the order of their numbers.
/// </summary>
internal sealed class Deals
{
    /// <summary>Times a part is dealt because its gradient was refused or its worker lost, before the run is given up.</summary>
    public const int MostAttempts = 32;

    private readonly SortedDictionary<int, WorkerId> _workers = [];
    private readonly Dictionary<int, Deal> _open = [];
    private readonly List<OpenPart> _parts = [];
    private long _step = -1;
    private int _microbatches;

    /// <summary>Workers registered.</summary>
    public int Workers => _workers.Count;

    /// <summary>A part that has been dealt too often to go on; null as long as all is well.</summary>
    public Part? Hopeless => _parts.Find(part => part.Attempts >= MostAttempts)?.Part;

    /// <summary>A worker says it is here and idle. False if a newer incarnation of it is here already.</summary>
    public bool TryJoin(WorkerId worker, long heard)
    {
        if (_workers.TryGetValue(worker.Number, out var known) && known.Incarnation > worker.Incarnation) return false;
        if (known != worker) Leave(worker.Number);
        _workers[worker.Number] = worker;
        // It has heard of its part and is idle, so its answer was lost. One it has not heard of may still be on its way.
        if (_open.TryGetValue(worker.Number, out var deal) && (heard >= deal.Step || deal.IsOverdue)) Close(deal);
        return true;
    }

    /// <summary>A worker is lost; what it had is dealt again.</summary>
    public void Leave(int number)
    {
        if (_open.TryGetValue(number, out var deal)) Close(deal);
        _workers.Remove(number);
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
    public List<Deal> Next()
    {
        var idle = _workers.Values.Where(worker => !_open.ContainsKey(worker.Number)).ToList();
        if (_parts.Count == 0 && idle.Count > 0)
            _parts.AddRange(Part.Cut(_microbatches, idle.Count).Select(part => new OpenPart(part)));
        var deals = new List<Deal>();
        foreach (var part in _parts.Where(part => part.IsPending))
        {
            if (idle.Count == 0) break;
            var chosen = idle.FindIndex(worker => !part.RefusedFrom.Contains(worker.Number));
            if (chosen < 0 && part.WasNonFinite && _open.Values.Any(deal => CanStillTake(deal, part))) continue;
            chosen = Math.Max(0, chosen);
            deals.Add(Hand(part, idle[chosen]));
            idle.RemoveAt(chosen);
        }
        return deals;
    }

    /// <summary>
    /// Called at a fixed interval. A part that was out at the last call already is overdue: it becomes pending for another
    /// worker; where none is idle, it is sent to its holder once more, since the message may have been lost.
    /// </summary>
    /// <returns>What to send once more.</returns>
    public List<Deal> CheckOverdue()
    {
        var again = new List<Deal>();
        var idle = _workers.Keys.Count(number => !_open.ContainsKey(number)) - _parts.Count(part => part.IsPending);
        foreach (var deal in _open.Values.OrderBy(deal => deal.Worker.Number))
        {
            deal.Checks++;
            if (!deal.IsOverdue || deal.Step != _step || Find(deal.Part) is not { IsIn: false } part) continue;
            if (idle-- > 0) part.IsPending = true;
            else again.Add(deal);
        }
        return again;
    }

    /// <summary>Why a gradient is refused, as far as its sender, step and part tell; null if it is welcome.</summary>
    public Refusal? Judge(WorkerId worker, long step, Part part)
    {
        if (!_workers.TryGetValue(worker.Number, out var known) || worker.Incarnation > known.Incarnation) return Refusal.Foreign;
        if (worker.Incarnation < known.Incarnation) return Refusal.Superseded;
        if (step < _step) return Refusal.Late;
        if (step > _step || Find(part) is not { } open || !open.DealtTo.Contains(worker.Number)) return Refusal.Foreign;
        return open.IsIn ? Refusal.Duplicate : null;
    }

    /// <summary>A worker has answered for a part, usefully or not: it is idle again, if that is what it was dealt.</summary>
    public void Answered(WorkerId worker, long step, Part part)
    {
        if (_open.TryGetValue(worker.Number, out var deal) && deal.Worker == worker && deal.Step == step && deal.Part == part)
            _open.Remove(worker.Number);
    }

    /// <summary>A part's gradient is in.</summary>
    public void Accept(Part part)
    {
        var open = Find(part)!;
        (open.IsIn, open.IsPending) = (true, false);
    }

    /// <summary>A part's gradient was no good: it becomes pending again.</summary>
    /// <returns>Whether its gradients were not finite before: the training has diverged.</returns>
    public bool Reject(WorkerId worker, Part part, bool nonFinite)
    {
        var open = Find(part)!;
        var diverged = nonFinite && open.WasNonFinite;
        open.WasNonFinite |= nonFinite;
        open.RefusedFrom.Add(worker.Number);
        Repeat(open);
        return diverged;
    }

    /// <summary>Whether some worker may still be reading the parameters of a step.</summary>
    public bool IsHeld(long step) => _open.Values.Any(deal => deal.Step == step);

    private static bool CanStillTake(Deal busy, OpenPart part) => !busy.IsOverdue && !part.RefusedFrom.Contains(busy.Worker.Number);

    private Deal Hand(OpenPart part, WorkerId worker)
    {
        var deal = new Deal(worker, _step, part.Part);
        _open[worker.Number] = deal;
        part.DealtTo.Add(worker.Number);
        part.IsPending = false;
        return deal;
    }

    private void Close(Deal deal)
    {
        _open.Remove(deal.Worker.Number);
        if (deal.Step == _step && Find(deal.Part) is { IsIn: false } part) Repeat(part);
    }

    private static void Repeat(OpenPart part)
    {
        part.IsPending = true;
        part.Attempts++;
    }

    private OpenPart? Find(Part part) => _parts.Find(open => open.Part == part);

    /// <summary>A part of the current step.</summary>
    private sealed class OpenPart(Part part)
    {
        public Part Part => part;
        public bool IsPending { get; set; } = true;
        public bool IsIn { get; set; }
        public bool WasNonFinite { get; set; }
        public int Attempts { get; set; }
        public List<int> DealtTo { get; } = [];
        public List<int> RefusedFrom { get; } = [];
    }
}
