using ActorBackprop.Actors.Messages;

namespace ActorBackprop.Actors.Modes;

/// <summary>A worker's place at the server: what it is at, and what it was asked before and has not answered.</summary>
internal sealed class Seat(WorkerId worker)
{
    private readonly List<RelaxedDeal> _owed = []; // in the order of asking; the open one is the last

    /// <summary>Who has it.</summary>
    public WorkerId Worker { get; set; } = worker;

    /// <summary>Whether its worker is here.</summary>
    public bool IsHere { get; set; }

    /// <summary>Whether its worker is here, but was at something for too long: others do its work until it is heard of.</summary>
    public bool IsSilent { get; set; }

    /// <summary>Whether it is one of those that the work is shared among.</summary>
    public bool Counts => IsHere && !IsSilent;

    /// <summary>What it is at and will be wanted; null for nothing.</summary>
    public RelaxedDeal? Open { get; private set; }

    /// <summary>How many checks for overdue parts it has lived through since it was asked for the last one.</summary>
    public int Checks { get; set; }

    /// <summary>Everything it was asked and has not answered, the open part included.</summary>
    public IReadOnlyList<RelaxedDeal> Owed => _owed;

    /// <summary>It is asked for a part.</summary>
    public void Ask(RelaxedDeal deal)
    {
        _owed.Add(deal);
        (Open, Checks) = (deal, 0);
    }

    /// <summary>Its open part is not wanted from it any more. It may be at it still.</summary>
    public void Close() => Open = null;

    /// <summary>
    /// It has answered: workers answer in the order in which they were asked, so whatever it was asked before is settled, too.
    /// </summary>
    /// <returns>What was settled, the answered one last; none if it was not asked that, or has answered already.</returns>
    public IReadOnlyList<RelaxedDeal> Settle(GradientComputed answer)
    {
        var place = _owed.FindIndex(deal => deal.IsAnsweredBy(answer));
        if (place < 0) return [];
        var settled = _owed.GetRange(0, place + 1);
        _owed.RemoveRange(0, place + 1);
        // Where it was asked for the same once more, one answer is the answer to both: the next one may be a copy of it.
        settled.AddRange(_owed.Where(deal => deal.IsAnsweredBy(answer)));
        _owed.RemoveAll(deal => deal.IsAnsweredBy(answer));
        if (Open is { } open && open.IsAnsweredBy(answer)) Open = null;
        return settled;
    }

    /// <summary>It will answer nothing of what it was asked.</summary>
    /// <returns>What that was.</returns>
    public IReadOnlyList<RelaxedDeal> Forget()
    {
        RelaxedDeal[] owed = [.. _owed];
        _owed.Clear();
        Open = null;
        return owed;
    }
}
