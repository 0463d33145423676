using ActorBackprop.Actors.Messages;
using ActorBackprop.Learning.Gradients;
using ActorBackprop.VirtualTime;

namespace ActorBackprop.Simulation.Tests.Campaign.Checks;

/// <summary>
/// What the server sends to the workers: parts of the plan's minibatches, each minibatch cut once, on a version that exists and as
/// old as the mode allows, and nothing to a worker that it knows to be lost, or after the end.
/// </summary>
internal sealed class Deals(Trial trial, Members members) : Checker(trial)
{
    private readonly Dictionary<WorkerId, Holder> _holders = [];
    private readonly Dictionary<(long Minibatch, int Microbatch), Part> _cuts = [];
    private readonly List<TimeSpan> _begun = [TimeSpan.Zero]; // by version

    /// <summary>What a worker was sent, what it has computed, and when it said that it is idle.</summary>
    private sealed class Holder
    {
        public readonly Dictionary<DealId, TimeSpan> Dealt = []; // when the first message of the deal had left
        public readonly HashSet<DealId> Computed = [];
        public readonly List<(TimeSpan At, long Heard)> Registered = [];
    }

    /// <summary>The parts that were dealt, each once, in any order.</summary>
    public IEnumerable<(long Minibatch, Part Part)> Parts => _cuts.Select(cut => (cut.Key.Minibatch, cut.Value)).Distinct();

    public override void Happened(in VirtualEvent happened)
    {
        if (happened.Message is ComputeGradient sent) CheckCut(sent);
        if (happened.Fault is not null) return;
        if (happened.Message is RegisterWorker register && IsAtServer(happened))
            HolderOf(register.Worker).Registered.Add((happened.At, register.Heard));
        else if (happened.Message is ComputeGradient dealt && WorkerOf(happened.To) is { } number)
            Check(new WorkerId(number, happened.To.Starts), dealt, happened);
    }

    public override void Told(object message)
    {
        if (message is StepCompleted) _begun.Add(Trial.World.Virtual.Now);
    }

    /// <summary>Returns the number of steps that were taken since some time.</summary>
    public int StepsSince(TimeSpan time) => _begun.Count - _begun.FindLastIndex(begun => begun < time) - 1;

    /// <summary>Notes that a worker is dealt a part now.</summary>
    /// <returns>When the first message of the deal left; null if this is not the first.</returns>
    public TimeSpan? Begin(WorkerId worker, ComputeGradient work, TimeSpan departed) =>
        HolderOf(worker).Dealt.TryAdd(DealId.Of(work), departed) ? departed : null;

    /// <summary>Notes that a worker has computed a part.</summary>
    /// <returns>When the first message of the deal left; null if the worker has computed it before, which the server does not wait for.</returns>
    public TimeSpan? Finish(WorkerId worker, ComputeGradient work) =>
        HolderOf(worker) is var holder && holder.Computed.Add(DealId.Of(work)) ? holder.Dealt[DealId.Of(work)] : null;

    /// <summary>Returns when the first message of a deal left.</summary>
    public TimeSpan DealtAt(GradientComputed gradient) =>
        HolderOf(gradient.Worker).Dealt.GetValueOrDefault(new DealId(gradient.Step, gradient.Part.From, gradient.Version));

    /// <summary>
    /// Whether a worker has said that it is idle, although it had heard of the minibatch, or when it may have been dealt the part
    /// long ago: then the server takes the answer for lost, even where it was a message that was late.
    /// </summary>
    /// <param name="worker">The worker.</param>
    /// <param name="minibatch">Of what it was dealt.</param>
    /// <param name="version">Of what it was dealt.</param>
    /// <param name="since">When it was dealt.</param>
    /// <param name="at">Up to when.</param>
    public bool MayBeTakenForLost(WorkerId worker, long minibatch, long version, TimeSpan since, TimeSpan at) =>
        HolderOf(worker).Registered.Exists(one => one.At >= since && one.At <= at
            && (one.Heard >= minibatch || one.At - _begun[(int)version] >= Trial.Case.Server.PartTimeout));

    private void Check(WorkerId worker, ComputeGradient dealt, in VirtualEvent happened)
    {
        var (mode, minibatch, version) = (Trial.Case.Mode, dealt.Minibatch.Step, dealt.Version);
        var what = $"{dealt.Part} of minibatch {minibatch} was dealt";
        if (Trial.End is not null && happened.Departed > Trial.EndedAt) Fail($"{what} after the end");
        if (members.WasLostAt(worker.Number, happened.Departed)) Fail($"{what} to {worker} after it was told lost");
        if (version < 0 || version >= _begun.Count) Fail($"{what} with version {version}; there are {_begun.Count}");
        else if (_begun[(int)version] > happened.Departed) Fail($"{what} with version {version} before there was one");
        else if (mode.TakesWholeMinibatches && (version > minibatch || version < minibatch - mode.MaxStaleness))
            Fail($"{what} with version {version}; at most {mode.MaxStaleness} steps may lie between the two");
        CheckCut(dealt);
    }

    /// <summary>Checks that a part is one of its minibatch's, which do not overlap.</summary>
    private void CheckCut(ComputeGradient dealt)
    {
        var (minibatch, part) = (dealt.Minibatch.Step, dealt.Part);
        if (minibatch < 0 || minibatch >= Trial.Case.Plan.Steps || part.From < 0 || part.From >= part.To || part.To > Trial.Case.MicrobatchesOf(minibatch))
        {
            Fail($"{part} of minibatch {minibatch} was dealt; there is no such part");
            return;
        }
        for (var microbatch = part.From; microbatch < part.To; microbatch++)
            if (!_cuts.TryAdd((minibatch, microbatch), part) && _cuts[(minibatch, microbatch)] != part)
                Fail($"{part} of minibatch {minibatch} was dealt, and {_cuts[(minibatch, microbatch)]} before");
    }

    private Holder HolderOf(WorkerId worker) => _holders.TryGetValue(worker, out var holder) ? holder : _holders[worker] = new Holder();

    private readonly record struct DealId(long Minibatch, int From, long Version)
    {
        public static DealId Of(ComputeGradient work) => new(work.Minibatch.Step, work.Part.From, work.Version);
    }
}
