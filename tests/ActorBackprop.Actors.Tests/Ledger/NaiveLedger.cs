using ActorBackprop.Actors.Messages;
using ActorBackprop.Learning.Gradients;

namespace ActorBackprop.Actors.Tests.Ledger;

/// <summary>
/// How parts are assigned in synchronous training, as docs/protocol.md tells it: lists, searched from the beginning each time. It
/// shares no code with what it is an oracle of, not even the cut.
/// </summary>
internal sealed class NaiveLedger(Func<long, int> microbatchesOf)
{
    private const int MaxAttempts = 32;

    private readonly Dictionary<int, int> _newest = []; // incarnations, by the worker's number
    private readonly List<WorkerId> _workers = [];
    private readonly List<Open> _open = [];
    private readonly List<Piece> _pieces = [];
    private long _step;

    public int Workers => _workers.Count;

    public bool IsHopeless { get; private set; }

    public bool HasDiverged { get; private set; }

    public long Step => _step;

    /// <summary>A worker is idle, and yet a part is pending.</summary>
    public bool IsWaiting => Idle().Count > 0 && _pieces.Any(piece => piece.IsPending);

    /// <summary>Versions before the current one that no worker reads.</summary>
    public int VersionsReleased => Enumerable.Range(0, (int)_step).Count(step => _open.All(open => open.Step != step));

    public bool TryRegister(WorkerId worker, long heard)
    {
        if (_newest.GetValueOrDefault(worker.Number) > worker.Incarnation) return false;
        if (_newest.GetValueOrDefault(worker.Number) < worker.Incarnation) Remove(worker.Number);
        _newest[worker.Number] = worker.Incarnation;
        if (!_workers.Contains(worker)) _workers.Add(worker);
        if (_open.Find(open => open.Worker == worker) is { } owed && (owed.Step == heard || owed.Checks > 1)) GiveBack(owed);
        return true;
    }

    public void Remove(int number)
    {
        if (_open.Find(open => open.Worker.Number == number) is { } owed) GiveBack(owed);
        _workers.RemoveAll(worker => worker.Number == number);
    }

    public List<(WorkerId, long, Part)> Assign()
    {
        if (_pieces.Count == 0 && Idle().Count > 0) _pieces.AddRange(Cut(microbatchesOf(_step), Idle().Count).Select(part => new Piece(part)));
        var assigned = new List<(WorkerId, long, Part)>();
        foreach (var worker in Idle())
            if (_pieces.FirstOrDefault(piece => piece.IsPending && !piece.Refused.Contains(worker.Number)) is { } piece) Give(piece, worker);
        foreach (var piece in _pieces.Where(piece => piece.IsPending && piece.Refused.Count > 0))
        {
            var othersMayCome = _open.Any(open => open.Checks < 2 && !piece.Refused.Contains(open.Worker.Number));
            if (Idle().Count > 0 && !(piece.WasNonFinite && othersMayCome)) Give(piece, Idle()[0]);
        }
        return assigned;

        void Give(Piece piece, WorkerId worker)
        {
            _open.Add(new Open(worker, _step, piece.Part));
            piece.Assigned.Add(worker.Number);
            piece.IsPending = false;
            assigned.Add((worker, _step, piece.Part));
        }
    }

    public List<(WorkerId, long, Part)> CheckOverdue()
    {
        var again = new List<(WorkerId, long, Part)>();
        var free = Idle().Count - _pieces.Count(piece => piece.IsPending && piece.Refused.Count > 0);
        foreach (var open in _open.OrderBy(open => open.Worker.Number))
        {
            open.Checks++;
            // A part that another worker has, or that waits for one, is not this worker's any more.
            if (open.Checks < 2 || Wanted(open) is not { IsPending: false } piece || piece.Assigned[^1] != open.Worker.Number) continue;
            if (free > 0) piece.IsPending = true;
            else again.Add((open.Worker, open.Step, open.Part));
            free--;
        }
        return again;
    }

    /// <summary>An answer whose gradient has this flaw, or none.</summary>
    public Refusal? Take(WorkerId worker, long step, Part part, Refusal? flaw)
    {
        var known = _workers.Where(known => known.Number == worker.Number).ToList();
        if (known.Count == 0 || worker.Incarnation > known[0].Incarnation) return Refusal.Foreign;
        if (worker.Incarnation < known[0].Incarnation) return Refusal.Superseded;
        _open.RemoveAll(open => open.Worker == worker && open.Step == step && open.Part == part);
        if (step < _step) return Refusal.Late;
        var piece = step > _step ? null : _pieces.FirstOrDefault(piece => piece.Part == part && piece.Assigned.Contains(worker.Number));
        if (piece is null) return Refusal.Foreign;
        if (piece.IsIn) return Refusal.Duplicate;
        (piece.IsIn, piece.IsPending) = (flaw is null, flaw is not null);
        if (flaw is null)
        {
            if (!_pieces.TrueForAll(piece => piece.IsIn)) return null;
            _step++;
            _pieces.Clear();
            return null;
        }
        HasDiverged |= piece.WasNonFinite && flaw == Refusal.NonFinite;
        piece.WasNonFinite |= flaw == Refusal.NonFinite;
        piece.Refused.Add(worker.Number);
        IsHopeless |= ++piece.Attempts >= MaxAttempts;
        return flaw;
    }

    private List<WorkerId> Idle() =>
        [.. _workers.Where(worker => _open.All(open => open.Worker.Number != worker.Number)).OrderBy(worker => worker.Number)];

    private Piece? Wanted(Open open) =>
        open.Step == _step ? _pieces.FirstOrDefault(piece => piece.Part == open.Part && !piece.IsIn) : null;

    private void GiveBack(Open owed)
    {
        _open.Remove(owed);
        if (Wanted(owed) is not { } piece) return;
        piece.IsPending = true;
        IsHopeless |= ++piece.Attempts >= MaxAttempts;
    }

    /// <summary>As even as can be; for 1, 2, 4 … parts where the tree halves, the larger half on the left.</summary>
    private static List<Part> Cut(int microbatches, int count)
    {
        if (count > microbatches) count = microbatches;
        List<Part> parts = [new Part(0, microbatches)];
        while (parts.Count < count)
            parts = [.. parts.SelectMany(part => new[] { part with { To = Middle(part) }, part with { From = Middle(part) } })];
        return parts.Count == count
            ? parts
            : [.. Enumerable.Range(0, count).Select(p => new Part(p * microbatches / count, (p + 1) * microbatches / count))];

        static int Middle(Part part) => part.From + (int)Math.Ceiling((part.To - part.From) / 2.0);
    }

    private sealed class Open(WorkerId worker, long step, Part part)
    {
        public WorkerId Worker => worker;
        public long Step => step;
        public Part Part => part;
        public int Checks { get; set; }
    }

    private sealed class Piece(Part part)
    {
        public Part Part => part;
        public bool IsPending { get; set; } = true;
        public bool IsIn { get; set; }
        public bool WasNonFinite { get; set; }
        public int Attempts { get; set; }
        public List<int> Assigned { get; } = [];
        public List<int> Refused { get; } = [];
    }
}
