using ActorBackprop.Actors.Messages;
using ActorBackprop.Actors.Modes;
using ActorBackprop.Learning.Gradients;
using ActorBackprop.Learning.Sampling;

namespace ActorBackprop.Actors.Ledger;

// How a minibatch is opened and cut, and how its parts move from one state to the next.
internal sealed partial class WorkLedger
{
    private WorkItem? Find(long step, Part part) => _open.TryGetValue(step, out var work) ? work.Find(part) : null;

    /// <summary>The part of an assignment, if its gradient is still wanted.</summary>
    private WorkItem? FindWanted(Assignment assignment) =>
        !assignment.IsDropped && Find(assignment.Part.Minibatch.Step, assignment.Part.Part) is { IsIn: false } item ? item : null;

    /// <summary>Opens the next minibatch, if the mode says so.</summary>
    private bool TryOpen()
    {
        if (_nextToOpen >= _plan.Steps) return false;
        var minibatch = Minibatch.Of(_plan, _nextToOpen);
        var parts = _settings.Mode.Parts(minibatch, _view);
        if (parts <= 0) return false;
        Open(minibatch, parts);
        return true;
    }

    private void Open(Minibatch minibatch, int? count = null)
    {
        _nextToOpen++;
        var work = _spare.TryPop(out var spare) ? spare : new MinibatchWork();
        work.Open(minibatch, Cut(minibatch, count ?? _settings.Workers));
        _open.Add(minibatch.Step, work);
        if (work.Count > 0) _queued.Add(work);
    }

    /// <summary>Cuts a minibatch into parts, as even as possible; a resumed one without the parts that are done.</summary>
    private Part[] Cut(Minibatch minibatch, int count)
    {
        count = Math.Min(minibatch.Microbatches, count);
        if (minibatch.Step <= _progress.LastBegun) return Part.CutRest(minibatch.Microbatches, count, _progress.PartsOf(minibatch.Step));
        if (_cut.Microbatches != minibatch.Microbatches || _cut.Parts.Length != count)
            _cut = (minibatch.Microbatches, Part.Cut(minibatch.Microbatches, count));
        return _cut.Parts;
    }

    /// <summary>The first part that a worker may begin.</summary>
    private WorkItem? Choose(int number, bool mayOpen)
    {
        var (mode, last) = (_settings.Mode, Next!.Value.Step + _settings.Mode.Ahead);
        for (var i = 0; i < _queued.Count || (mayOpen && _nextToOpen <= last && TryOpen()); i++)
        {
            var work = _queued[i];
            if (work.Minibatch.Step > last) return null;
            if (work.FirstFor(number) is { } item && mode.MayBegin(new MinibatchPart(work.Minibatch, item.Part), number, _view)) return item;
        }
        return null;
    }

    private void Give(WorkItem item, int number)
    {
        var worker = _workers.Get(number);
        var assignment = new Assignment(worker.Id, new MinibatchPart(item.Work.Minibatch, item.Part), Steps);
        worker.Assign(assignment);
        _workers.Idle.Remove(number);
        item.AssignTo(number, Steps);
        Move(item, WorkState.InFlight);
        _versions.Hold(Steps);
        _assignments.Add(assignment);
    }

    /// <summary>
    /// Assigns refused parts to workers whose gradients of them were refused, if there are no other workers. A part that was not finite
    /// waits for a busy worker that is not overdue, since the second time ends the run.
    /// </summary>
    private void AssignRefused()
    {
        WorkItem[] items = [.. _refused.OrderBy(item => item.Work.Minibatch.Step).ThenBy(item => item.Index)];
        foreach (var item in items)
        {
            if (item.WasNonFinite && CanBeTaken(item)) continue;
            for (var number = _workers.Idle.From(0); number >= 0; number = _workers.Idle.From(number + 1))
            {
                if (!_settings.Mode.MayBegin(new MinibatchPart(item.Work.Minibatch, item.Part), number, _view)) continue;
                Give(item, number);
                break;
            }
        }
    }

    /// <summary>Whether a worker that is busy, and not overdue, has not been refused a gradient of a part yet.</summary>
    private bool CanBeTaken(WorkItem item)
    {
        for (var number = 0; number < _workers.End; number++)
            if (_workers.Find(number) is { IsBusy: true, IsOverdue: false } && !item.WasRefusedFrom(number)) return true;
        return false;
    }

    private Assignment? Settle(WorkerRecord worker, GradientComputed gradient)
    {
        _settled.Clear();
        var answered = worker.Settle(gradient, _settled);
        ReleaseSettled();
        if (answered is not null && !worker.IsBusy) _workers.Mark(worker, isRegistered: true, isSilent: false);
        return answered;
    }

    private void ReleaseSettled()
    {
        foreach (var version in _settled) _versions.Release(version);
    }

    private Refusal Refuse(WorkItem item, int worker, Refusal why)
    {
        if (why == Refusal.NonFinite)
        {
            HasDiverged |= item.WasNonFinite;
            item.WasNonFinite = true;
        }
        item.RefuseFrom(worker);
        Fail(item);
        _refused.Add(item);
        return why;
    }

    /// <summary>Queues a part again whose worker was lost or whose gradient was refused.</summary>
    private void Fail(WorkItem item)
    {
        if (++item.Attempts >= MaxAttempts) Hopeless ??= new MinibatchPart(item.Work.Minibatch, item.Part);
        Move(item, WorkState.Queued);
    }

    /// <summary>Expects no further answer from a worker and queues its part again.</summary>
    private void GiveUp(WorkerRecord worker)
    {
        if (worker.IsBusy && FindWanted(worker.Current) is { } item) Fail(item);
        _settled.Clear();
        worker.Forget(_settled);
        ReleaseSettled();
    }

    private void DropIfTooLate(WorkerRecord worker, List<Assignment> cancelled)
    {
        var assignment = worker.Current;
        if (FindWanted(assignment) is not { } item) return;
        if (_settings.Mode.StillCounts(new Contribution(worker.Id.Number, assignment.Part, assignment.Version, []), _view)) return;
        worker.DropCurrent();
        if (item.State == WorkState.InFlight && item.LastWorker == worker.Id.Number) Drop(item);
        if (!_settings.CancelParts) return; // it finishes the part and is idle when it answers
        cancelled.Add(assignment);
        _settled.Clear();
        worker.Cancel(_settled);
        ReleaseSettled();
        _workers.Mark(worker, worker.IsRegistered, worker.IsSilent);
    }

    private void Drop(WorkItem item)
    {
        Dropped++;
        if (_settings.ReassignDropped)
        {
            Move(item, WorkState.Queued);
            return;
        }
        Move(item, WorkState.Done);
        _progress.Drop(item.Work.Minibatch, item.Part);
    }

    private void Move(WorkItem item, WorkState state)
    {
        var (work, before) = (item.Work, item.State);
        if (before == state) return;
        item.State = state;
        Count(before, -1);
        Count(state, 1);
        if (before == WorkState.Queued)
        {
            work.Queue.Remove(item.Index);
            if (work.Queue.Count == 0) _queued.Remove(work);
            if (_refused.Count > 0) _refused.Remove(item);
        }
        if (state != WorkState.Queued) return;
        if (work.Queue.Count == 0)
        {
            var place = _queued.FindIndex(other => other.Minibatch.Step > work.Minibatch.Step);
            _queued.Insert(place < 0 ? _queued.Count : place, work);
        }
        work.Queue.Add(item.Index);
        if (item.WasRefused) _refused.Add(item);

        void Count(WorkState state, int change)
        {
            if (state == WorkState.Gathered) work.Gathered += change;
            if (state != WorkState.InFlight) return;
            InFlight += change;
            if (item.LastVersion == Steps) InFlightNow += change;
        }
    }
}
