using ActorBackprop.Actors.Messages;
using ActorBackprop.Learning.Gradients;

namespace ActorBackprop.Actors.Tests.Dealing;

/// <summary>
/// How parts are dealt, as docs/protocol.md tells it: lists, looked through from the beginning each time. It shares no code
/// with what it is an oracle of, not even the cut.
/// </summary>
internal sealed class NaiveDeals
{
    private const int MostAttempts = 32;

    private readonly List<WorkerId> _workers = [];
    private readonly List<Open> _open = [];
    private readonly List<Piece> _pieces = [];
    private long _step = -1;
    private int _microbatches;

    public int Workers => _workers.Count;

    public Part? Hopeless => _pieces.FirstOrDefault(piece => piece.Attempts >= MostAttempts)?.Part;

    /// <summary>Somebody is idle, and yet a part is pending.</summary>
    public bool IsWaiting => Idle().Count > 0 && _pieces.Any(piece => piece.IsPending);

    public bool TryJoin(WorkerId worker, long heard)
    {
        if (_workers.Any(known => known.Number == worker.Number && known.Incarnation > worker.Incarnation)) return false;
        if (!_workers.Contains(worker))
        {
            Leave(worker.Number);
            _workers.Add(worker);
        }
        if (_open.Find(open => open.Worker == worker) is { } owed && (owed.Step <= heard || owed.Checks > 1)) GiveBack(owed);
        return true;
    }

    public void Leave(int number)
    {
        if (_open.Find(open => open.Worker.Number == number) is { } owed) GiveBack(owed);
        _workers.RemoveAll(worker => worker.Number == number);
    }

    public void Begin(long step, int microbatches)
    {
        (_step, _microbatches) = (step, microbatches);
        _pieces.Clear();
    }

    public List<(WorkerId, long, Part)> Next()
    {
        if (_pieces.Count == 0 && Idle().Count > 0) _pieces.AddRange(Cut(_microbatches, Idle().Count).Select(part => new Piece(part)));
        var dealt = new List<(WorkerId, long, Part)>();
        foreach (var piece in _pieces)
        {
            if (!piece.IsPending || Idle().Count == 0) continue;
            var fresh = Idle().Where(worker => !piece.Refused.Contains(worker.Number)).ToList();
            var othersMayCome = _open.Any(open => open.Checks < 2 && !piece.Refused.Contains(open.Worker.Number));
            if (fresh.Count == 0 && piece.WasNonFinite && othersMayCome) continue;
            var worker = fresh.Concat(Idle()).First();
            _open.Add(new Open(worker, _step, piece.Part));
            piece.Dealt.Add(worker.Number);
            piece.IsPending = false;
            dealt.Add((worker, _step, piece.Part));
        }
        return dealt;
    }

    public List<(WorkerId, long, Part)> CheckOverdue()
    {
        var again = new List<(WorkerId, long, Part)>();
        var free = Idle().Count - _pieces.Count(piece => piece.IsPending);
        foreach (var open in _open.OrderBy(open => open.Worker.Number))
        {
            open.Checks++;
            if (open.Checks < 2 || Wanted(open) is not { } piece) continue;
            if (free > 0) piece.IsPending = true;
            else again.Add((open.Worker, open.Step, open.Part));
            free--;
        }
        return again;
    }

    public Refusal? Judge(WorkerId worker, long step, Part part)
    {
        var known = _workers.Where(known => known.Number == worker.Number).ToList();
        if (known.Count == 0 || worker.Incarnation > known[0].Incarnation) return Refusal.Foreign;
        if (worker.Incarnation < known[0].Incarnation) return Refusal.Superseded;
        if (step != _step) return step < _step ? Refusal.Late : Refusal.Foreign;
        var piece = _pieces.FirstOrDefault(piece => piece.Part == part && piece.Dealt.Contains(worker.Number));
        return piece is null ? Refusal.Foreign : piece.IsIn ? Refusal.Duplicate : null;
    }

    public void Answered(WorkerId worker, long step, Part part) =>
        _open.RemoveAll(open => open.Worker == worker && open.Step == step && open.Part == part);

    public void Accept(Part part)
    {
        var piece = _pieces.Single(piece => piece.Part == part);
        (piece.IsIn, piece.IsPending) = (true, false);
    }

    public bool Reject(WorkerId worker, Part part, bool nonFinite)
    {
        var piece = _pieces.Single(piece => piece.Part == part);
        var isSecond = piece.WasNonFinite && nonFinite;
        piece.WasNonFinite = piece.WasNonFinite || nonFinite;
        piece.Refused.Add(worker.Number);
        (piece.IsPending, piece.Attempts) = (true, piece.Attempts + 1);
        return isSecond;
    }

    public bool IsHeld(long step) => _open.Any(open => open.Step == step);

    private List<WorkerId> Idle() =>
        [.. _workers.Where(worker => _open.All(open => open.Worker.Number != worker.Number)).OrderBy(worker => worker.Number)];

    private Piece? Wanted(Open open) =>
        open.Step == _step ? _pieces.FirstOrDefault(piece => piece.Part == open.Part && !piece.IsIn) : null;

    private void GiveBack(Open owed)
    {
        _open.Remove(owed);
        if (Wanted(owed) is { } piece) (piece.IsPending, piece.Attempts) = (true, piece.Attempts + 1);
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
        public List<int> Dealt { get; } = [];
        public List<int> Refused { get; } = [];
    }
}
