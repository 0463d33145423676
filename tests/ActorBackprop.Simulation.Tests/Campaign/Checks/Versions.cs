using ActorBackprop.Actors;
using ActorBackprop.Actors.Messages;
using ActorBackprop.VirtualTime;

namespace ActorBackprop.Simulation.Tests.Campaign.Checks;

/// <summary>
/// Every version of the parameters that leaves the server is the sequential trainer's, and stays it for as long as a worker
/// may read it: from the deal to the answer, or until the server had to take the deal for lost.
/// </summary>
internal sealed class Versions(Trial trial, Account account, ulong[] expected) : Checker(trial)
{
    private readonly Dictionary<WorkerId, Holder> _holders = [];

    /// <summary>What a worker has in its hands, and what it has told of that.</summary>
    private sealed class Holder
    {
        public readonly Dictionary<(long Step, int From), TimeSpan> Dealt = []; // when the first message of the deal had left
        public readonly HashSet<(long Step, int From)> Computed = [];
        public readonly List<(TimeSpan At, long Heard)> Registered = [];
    }

    public override void Happened(in VirtualEvent happened)
    {
        if (happened.Fault is not null) return;
        if (happened.Message is RegisterWorker register && IsAtServer(happened))
            HolderOf(register.Worker).Registered.Add((happened.At, register.Heard));
        else if (happened.Message is ComputeGradient or PartComputed && WorkerOf(happened.To) is { } number)
        {
            var worker = new WorkerId(number, happened.To.Starts);
            if (happened.Message is ComputeGradient dealt) Dealt(worker, dealt, happened);
            else Computed(worker, ((PartComputed)happened.Message).Work, happened.At);
        }
    }

    public override void Told(object message)
    {
        var snapshot = message switch
        {
            StoreSnapshot store => store.Snapshot,
            EvaluateParameters evaluate => evaluate.Snapshot,
            ParametersEvaluated evaluated => evaluated.Snapshot,
            _ => null,
        };
        if (snapshot is not null && !IsExpected(snapshot.Steps, snapshot.Parameters))
            Fail($"the snapshot of version {snapshot.Steps} has other bits");
    }

    private void Dealt(WorkerId worker, ComputeGradient dealt, in VirtualEvent happened)
    {
        var (step, part) = (dealt.Minibatch.Step, dealt.Part);
        if (Trial.End is not null && happened.Departed > Trial.EndedAt) Fail($"{part} of step {step} was dealt after the end");
        if (dealt.Version != step || step > account.Steps)
            Fail($"{part} of step {step} was dealt with version {dealt.Version} in step {account.Steps}");
        if (part.From < 0 || part.From >= part.To || part.To > account.MicrobatchesOf(step)) Fail($"{part} of step {step} was dealt");
        var holder = HolderOf(worker);
        if (!holder.Dealt.TryAdd((step, part.From), happened.Departed)) return;
        if (!MayBeTakenForLost(holder, step, happened.Departed, happened.At) && !IsExpected(step, dealt.Parameters))
            Fail($"{worker} was dealt {part} of step {step} with other parameters than that version's");
    }

    private void Computed(WorkerId worker, ComputeGradient work, TimeSpan at)
    {
        var (step, holder) = (work.Minibatch.Step, HolderOf(worker));
        if (!holder.Computed.Add((step, work.Part.From))) return; // once more, from what nobody holds for it any longer
        if (!MayBeTakenForLost(holder, step, holder.Dealt[(step, work.Part.From)], at) && !IsExpected(step, work.Parameters))
            Fail($"version {step} was written over while {worker} was at {work.Part}");
    }

    /// <summary>
    /// Whether the worker has said that it is idle, although it had heard of the step, or when it may have been dealt the part
    /// long ago: then the server takes the answer for lost, even where it was a message that was late.
    /// </summary>
    private bool MayBeTakenForLost(Holder holder, long step, TimeSpan since, TimeSpan at) => holder.Registered.Exists(one =>
        one.At >= since && one.At <= at && (one.Heard >= step || one.At - account.BegunAt(step) >= Trial.Case.Server.PartTimeout));

    private bool IsExpected(long version, ReadOnlyMemory<float> parameters) =>
        version >= 0 && version < expected.Length - 1 && Fingerprint.Of(parameters.Span) == expected[version];

    private Holder HolderOf(WorkerId worker) => _holders.TryGetValue(worker, out var holder) ? holder : _holders[worker] = new Holder();
}
