using ActorBackprop.Actors.Messages;

namespace ActorBackprop.Actors.Ledger;

/// <summary>What the ledger knows of a worker's number. It outlives the worker: an older incarnation is not let in again.</summary>
internal sealed class WorkerRecord
{
    /// <summary>
    /// Cancelled parts whose versions are kept although the worker has not answered since. A worker that is cancelled in every step
    /// never answers, and has long left the older ones.
    /// </summary>
    public const int MaxCancelled = 4;

    private readonly List<Assignment> _unanswered = []; // in the order of asking; where it is busy, the current one is the last

    /// <summary>The newest incarnation that registered.</summary>
    public WorkerId Id { get; set; }

    /// <summary>Whether it is registered, and not lost.</summary>
    public bool IsRegistered { get; set; }

    /// <summary>Whether it was overdue while another worker was idle, and has not answered since.</summary>
    public bool IsSilent { get; set; }

    /// <summary>Whether it has an assignment that it is believed to be computing.</summary>
    public bool IsBusy { get; set; }

    /// <summary>The checks for overdue parts since its last assignment.</summary>
    public int Checks { get; set; }

    /// <summary>Whether its assignment has been out for a whole interval between two checks, or longer.</summary>
    public bool IsOverdue => IsBusy && Checks >= 2;

    /// <summary>The number of its gradients that wait to be applied.</summary>
    public int Gathered { get; set; }

    /// <summary>The assignment it is computing; only where it is busy.</summary>
    public Assignment Current => _unanswered[^1];

    /// <summary>Takes note of an assignment.</summary>
    public void Assign(Assignment assignment)
    {
        _unanswered.Add(assignment);
        (IsBusy, Checks) = (true, 0);
    }

    /// <summary>Takes note that the gradient of its current assignment will be dropped.</summary>
    public void DropCurrent() => _unanswered[^1] = Current with { IsDropped = true };

    /// <summary>Records that it was told to cancel its assignment; it counts as idle.</summary>
    /// <param name="settled">Gets the versions that it no longer reads.</param>
    public void Cancel(List<long> settled)
    {
        IsBusy = false;
        if (_unanswered.Count <= MaxCancelled) return;
        settled.Add(_unanswered[0].Version);
        _unanswered.RemoveAt(0);
    }

    /// <summary>
    /// It has answered. Workers answer in the order in which they were asked, so whatever it was asked before is settled, too;
    /// and where it was asked the same twice, one answer is the answer to both: the next one may be a copy of it.
    /// </summary>
    /// <param name="answer">The answer.</param>
    /// <param name="settled">Gets the versions that it no longer reads.</param>
    /// <returns>The assignment it has answered; null if it was not asked that, or has answered already.</returns>
    public Assignment? Settle(GradientComputed answer, List<long> settled)
    {
        var index = 0;
        while (index < _unanswered.Count && !_unanswered[index].IsAnsweredBy(answer)) index++;
        if (index == _unanswered.Count) return null;
        var (answered, isCurrent) = (_unanswered[index], IsBusy && Current.IsAnsweredBy(answer));
        for (var i = _unanswered.Count - 1; i >= 0; i--)
        {
            if (i > index && !_unanswered[i].IsAnsweredBy(answer)) continue;
            settled.Add(_unanswered[i].Version);
            _unanswered.RemoveAt(i);
        }
        if (isCurrent) IsBusy = false;
        return answered;
    }

    /// <summary>Records that none of its assignments will be answered.</summary>
    /// <param name="settled">Gets the versions that it no longer reads.</param>
    public void Forget(List<long> settled)
    {
        foreach (var assignment in _unanswered) settled.Add(assignment.Version);
        _unanswered.Clear();
        IsBusy = false;
    }
}

/// <summary>The workers by their numbers: which are registered, and which of them are idle.</summary>
/// <param name="max">Numbers are below this.</param>
internal sealed class WorkerTable(int max)
{
    private WorkerRecord?[] _records = [];

    /// <summary>The number of registered workers.</summary>
    public int Registered { get; private set; }

    /// <summary>The number of registered workers, without the silent ones.</summary>
    public int Active { get; private set; }

    /// <summary>The numbers of the registered workers that have nothing to do.</summary>
    public NumberSet Idle { get; } = new(max);

    /// <summary>Every worker's number is below it.</summary>
    public int End => _records.Length;

    /// <summary>Returns the record of a number; null if no such worker has ever registered.</summary>
    public WorkerRecord? Find(int number) => (uint)number < (uint)_records.Length ? _records[number] : null;

    /// <summary>Returns the record of a number, which is made if it is not there.</summary>
    public WorkerRecord Get(int number)
    {
        if (number >= _records.Length) Array.Resize(ref _records, Math.Min(max, Math.Max(number + 1, 2 * _records.Length)));
        return _records[number] ??= new WorkerRecord();
    }

    /// <summary>Sets whether a worker is registered and whether it is silent.</summary>
    public void Mark(WorkerRecord worker, bool isRegistered, bool isSilent)
    {
        Registered += (isRegistered ? 1 : 0) - (worker.IsRegistered ? 1 : 0);
        Active += (isRegistered && !isSilent ? 1 : 0) - (worker is { IsRegistered: true, IsSilent: false } ? 1 : 0);
        (worker.IsRegistered, worker.IsSilent) = (isRegistered, isSilent);
        if (isRegistered && !worker.IsBusy) Idle.Add(worker.Id.Number);
        else Idle.Remove(worker.Id.Number);
    }
}
