using ActorBackprop.Actors.Messages;
using ActorBackprop.Actors.Modes;
using ActorBackprop.Learning.Gradients;
using ActorBackprop.Learning.Sampling;
using ActorBackprop.Learning.Training;

namespace ActorBackprop.Actors.Ledger;

/// <summary>
/// Tracks the work in flight: which worker computes which part on which version, and which gradients have arrived. What may be
/// begun and when a step is due is up to the consistency mode. Knows no actors and no clock. Ties are broken by numbers, never by
/// the order of arrival. A message costs the same however many workers there are, unless the mode has to be asked about each idle one;
/// a step, and a check for overdue parts, look at each worker.
/// </summary>
internal sealed partial class WorkLedger
{
    /// <summary>The maximum number of attempts at a part whose gradient was refused or whose worker was lost; then the run ends.</summary>
    public const int MaxAttempts = 32;

    /// <summary>Every worker's number is below it, so that no message determines how much memory is used.</summary>
    public const int MaxWorkers = 100_000;

    private static readonly Comparison<Contribution> ByPart = static (one, other) => MinibatchPart.Compare(one.Part, other.Part);

    private readonly ServerSettings _settings;
    private readonly TrainingPlan _plan;
    private readonly TrainingProgress _progress;
    private readonly Versions _versions;
    private readonly TrainingView _view;
    private readonly WorkerTable _workers = new(MaxWorkers);
    private readonly Dictionary<long, MinibatchWork> _open = [];
    private readonly List<MinibatchWork> _queued = []; // those with a queued part, in their order
    private readonly Stack<MinibatchWork> _spare = [];
    private readonly HashSet<WorkItem> _refused = []; // queued parts that some worker's gradient was refused of
    private readonly List<Contribution> _gathered = [], _step = [];
    private readonly List<Assignment> _assignments = [];
    private readonly List<long> _settled = [];
    private (int Microbatches, Part[] Parts) _cut = (0, []);
    private long _nextToOpen;
    private bool _isSorted = true;

    /// <summary>A ledger of a training that begins or continues.</summary>
    /// <param name="settings">The server's.</param>
    /// <param name="plan">The plan.</param>
    /// <param name="progress">What is done; told of parts that are dropped.</param>
    /// <param name="versions">What workers may be reading; has the current version.</param>
    /// <param name="steps">Steps taken.</param>
    public WorkLedger(ServerSettings settings, TrainingPlan plan, TrainingProgress progress, Versions versions, long steps)
    {
        (_settings, _plan, _progress, _versions, Steps) = (settings, plan, progress, versions, steps);
        _view = new TrainingView(this, settings.Workers);
        _nextToOpen = progress.Oldest.Step;
        while (_nextToOpen <= progress.LastBegun) Open(Minibatch.Of(plan, _nextToOpen));
    }

    /// <summary>Steps taken: the current version.</summary>
    public long Steps { get; private set; }

    /// <summary>The number of registered workers.</summary>
    public int Registered => _workers.Registered;

    /// <summary>The number of registered workers, without the silent ones.</summary>
    public int Active => _workers.Active;

    /// <summary>The number of workers that have nothing to do.</summary>
    public int Idle => _workers.Idle.Count;

    /// <summary>The gradients that wait to be applied, in the order of their parts.</summary>
    public IReadOnlyList<Contribution> Gathered
    {
        get
        {
            if (!_isSorted) _gathered.Sort(ByPart);
            _isSorted = true;
            return _gathered;
        }
    }

    /// <summary>The number of gradients that wait to be applied.</summary>
    public int GatheredCount => _gathered.Count;

    /// <summary>The number of parts that are being computed and whose gradients will be used.</summary>
    public int InFlight { get; private set; }

    /// <summary>How many of them are being computed on the current version.</summary>
    public int InFlightNow { get; private set; }

    /// <summary>The first minibatch that is not done.</summary>
    public Minibatch Oldest => _progress.Oldest;

    /// <summary>The minibatch of the next part to begin; null if all parts have been begun.</summary>
    public Minibatch? Next => _queued.Count > 0 ? _queued[0].Minibatch : _nextToOpen < _plan.Steps ? Minibatch.Of(_plan, _nextToOpen) : null;

    /// <summary>Parts whose gradients were dropped, cancelled ones included.</summary>
    public long Dropped { get; private set; }

    /// <summary>Whether a part's gradient was not finite twice: the training has diverged.</summary>
    public bool HasDiverged { get; private set; }

    /// <summary>A part that has failed <see cref="MaxAttempts"/> times; null if there is none.</summary>
    public MinibatchPart? Hopeless { get; private set; }

    /// <summary>Returns how many of the gathered gradients make the next step; 0 if it is not due.</summary>
    public int Due => _gathered.Count == 0 ? 0 : _settings.Mode.Due(_view);

    /// <summary>Returns how many parts a minibatch is cut into; of one that is not open yet, how many by default.</summary>
    public int PartsOf(Minibatch minibatch) =>
        _open.TryGetValue(minibatch.Step, out var work) ? work.Count : Math.Min(minibatch.Microbatches, _settings.Workers);

    /// <summary>Returns how many gradients of a minibatch wait to be applied.</summary>
    public int GatheredOf(Minibatch minibatch) => _open.TryGetValue(minibatch.Step, out var work) ? work.Gathered : 0;

    /// <summary>Returns how many of the gathered gradients are a worker's.</summary>
    public int GatheredFrom(int worker) => _workers.Find(worker)?.Gathered ?? 0;

    /// <summary>Returns how many parts of a minibatch a worker was the first to begin; 0 of one that is done.</summary>
    public int BegunBy(int worker, Minibatch minibatch) => _open.TryGetValue(minibatch.Step, out var work) ? work.BegunBy(worker) : 0;

    /// <summary>Whether a queued part was begun before.</summary>
    public bool IsReassigned(MinibatchPart part) => Find(part.Minibatch.Step, part.Part) is { FirstWorker: >= 0 };

    /// <summary>Registers a worker that has nothing to do.</summary>
    /// <param name="worker">The worker.</param>
    /// <param name="heard">The minibatch of the last part it was sent; -1 before the first.</param>
    /// <returns>False for an incarnation that was followed by a newer one, and if there is no such number.</returns>
    public bool TryRegister(WorkerId worker, long heard)
    {
        if (worker.Number is < 0 or >= MaxWorkers) return false;
        var record = _workers.Get(worker.Number);
        var isOlder = worker.Incarnation < record.Id.Incarnation;
        if (isOlder) return false;
        if (worker.Incarnation > record.Id.Incarnation) Remove(worker.Number);
        // It is idle and has received its part, so its answer was lost. A part that it has not received may still be in transit.
        else if (record.IsBusy && (record.Current.Part.Minibatch.Step == heard || record.IsOverdue)) GiveUp(record);
        record.Id = worker;
        _workers.Mark(record, isRegistered: true, isSilent: false);
        return true;
    }

    /// <summary>A worker is lost; its part is reassigned.</summary>
    public void Remove(int number)
    {
        if (_workers.Find(number) is not { IsRegistered: true } record) return;
        GiveUp(record);
        _workers.Mark(record, isRegistered: false, isSilent: false);
    }

    /// <summary>Returns what idle workers are to compute now; the list is the caller's until the next call.</summary>
    /// <param name="mayOpen">Whether another minibatch may be opened.</param>
    public List<Assignment> Assign(bool mayOpen)
    {
        _assignments.Clear();
        for (var number = _workers.Idle.From(0); number >= 0; number = _workers.Idle.From(number + 1))
        {
            if (_queued.Count == 0 && !(mayOpen && TryOpen())) break;
            if (Choose(number, mayOpen) is { } item) Give(item, number);
        }
        if (_refused.Count > 0) AssignRefused();
        return _assignments;
    }

    /// <summary>Takes a gradient in: gathers it, or says why not.</summary>
    /// <param name="gradient">The gradient; its sums are the caller's where it is refused.</param>
    /// <param name="floats">Floats that each of its sums must have.</param>
    /// <param name="contribution">What was gathered.</param>
    public Refusal? Take(GradientComputed gradient, int floats, out Contribution contribution)
    {
        contribution = default;
        var (number, incarnation) = (gradient.Worker.Number, gradient.Worker.Incarnation);
        if (_workers.Find(number) is not { IsRegistered: true } worker || incarnation > worker.Id.Incarnation) return Refusal.Foreign;
        if (incarnation < worker.Id.Incarnation) return Refusal.Superseded;
        var answered = Settle(worker, gradient);
        if (answered is { IsDropped: true }) return Refusal.Dropped;
        if (gradient.Step < Oldest.Step) return Refusal.Late;
        if (Find(gradient.Step, gradient.Part) is not { } item || !item.WasAssignedTo(number, gradient.Version)) return Refusal.Foreign;
        if (item.IsIn) return Refusal.Duplicate;
        // A worker that was believed to be idle may have computed it while the memory of its version was used again.
        if (answered is null && gradient.Version != Steps) return Refusal.Late;
        var minibatch = item.Work.Minibatch;
        if (gradient.FindFlaw(minibatch, floats) is { } flaw) return Refuse(item, number, flaw);
        contribution = new Contribution(number, new MinibatchPart(minibatch, gradient.Part), gradient.Version, gradient.Sums);
        if (_settings.Mode.DropsGradients && !_settings.Mode.StillCounts(contribution, _view))
        {
            Drop(item);
            return Refusal.Dropped;
        }
        Move(item, WorkState.Gathered);
        worker.Gathered++;
        _gathered.Add(contribution);
        _isSorted = false;
        return null;
    }

    /// <summary>Removes the gradients that make the next step from the gathered ones.</summary>
    /// <param name="due">How many of the gathered ones they are.</param>
    /// <returns>The gradients; the list is valid until the next call.</returns>
    public IReadOnlyList<Contribution> RemoveDue(int due)
    {
        _step.Clear();
        for (var i = 0; i < due; i++) _step.Add(Gathered[i]);
        _gathered.RemoveRange(0, due);
        foreach (var contribution in _step) _workers.Get(contribution.Worker).Gathered--;
        return _step;
    }

    /// <summary>Makes the version that the step has led to the current one. The step's parts are done.</summary>
    /// <param name="next">The memory of that version.</param>
    /// <param name="cancelled">Gets what is in flight and will be dropped, where workers may be told to cancel it.</param>
    public void BeginVersion(Memory<float> next, List<Assignment> cancelled)
    {
        foreach (var contribution in _step) Move(Find(contribution.Part.Minibatch.Step, contribution.Part.Part)!, WorkState.Done);
        _versions.Release(Steps);
        _versions.Begin(++Steps, next);
        InFlightNow = 0;
        if (!_settings.Mode.DropsGradients) return;
        for (var number = 0; number < _workers.End; number++)
            if (_workers.Find(number) is { IsBusy: true } worker && !worker.Current.IsDropped) DropIfTooLate(worker, cancelled);
        for (var i = _gathered.Count - 1; i >= 0; i--)
        {
            var contribution = Gathered[i];
            if (_settings.Mode.StillCounts(contribution, _view)) continue;
            _gathered.RemoveAt(i);
            _workers.Get(contribution.Worker).Gathered--;
            Drop(Find(contribution.Part.Minibatch.Step, contribution.Part.Part)!);
        }
    }

    /// <summary>Closes a minibatch that is done.</summary>
    public void Close(Minibatch minibatch)
    {
        if (_open.Remove(minibatch.Step, out var work)) _spare.Push(work);
    }

    /// <summary>
    /// Called at a fixed interval. A part that was out at the last call already is overdue: where a worker is idle it is
    /// queued again; else it is sent to its worker again, since the message may have been lost. A worker that has not answered by
    /// then, even for a part that is no longer wanted, counts as silent until the server hears from it.
    /// </summary>
    /// <returns>What to send again.</returns>
    public List<Assignment> CheckOverdue()
    {
        var (again, idle) = (new List<Assignment>(), _workers.Idle.Count - _refused.Count); // these wait for other workers than the idle ones
        for (var number = 0; number < _workers.End; number++)
        {
            if (_workers.Find(number) is not { IsRegistered: true, IsBusy: true } worker || ++worker.Checks < 2) continue;
            var assignment = worker.Current;
            if (FindWanted(assignment) is { State: WorkState.InFlight } item && item.LastWorker == number) // else another worker has it
            {
                if (idle-- <= 0)
                {
                    again.Add(assignment);
                    continue;
                }
                Move(item, WorkState.Queued);
            }
            _workers.Mark(worker, isRegistered: true, isSilent: true);
        }
        return again;
    }
}
