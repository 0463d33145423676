using ActorBackprop.Actors;
using ActorBackprop.Actors.Messages;
using ActorBackprop.VirtualTime;

namespace ActorBackprop.Simulation.Tests.Campaign.Checks;

/// <summary>
/// Every version of the parameters that leaves the server is the oracle's, and stays it for as long as a worker may read it: from
/// the deal to the answer, until the server had to take the deal for lost, or until its gradient no longer counts.
/// </summary>
internal sealed class Versions(Trial trial, Deals deals, Account account) : Checker(trial)
{
    private readonly List<(long Version, ulong Fingerprint)> _early = []; // snapshots that were told before their step was

    public override void Happened(in VirtualEvent happened)
    {
        CheckEarly();
        if (happened.Fault is not null || WorkerOf(happened.To) is not { } number) return;
        var worker = new WorkerId(number, happened.To.Starts);
        if (happened.Message is ComputeGradient dealt && deals.Begin(worker, dealt, happened.Departed) is { } left)
            Check(worker, dealt, left, happened.At, "was dealt with other parameters than that version's");
        else if (happened.Message is PartComputed { Work: var work } && deals.Finish(worker, work) is { } since)
            Check(worker, work, since, happened.At, "was computed while the version was overwritten");
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
        if (snapshot is not null) _early.Add((snapshot.Steps, Fingerprint.Of(snapshot.Parameters)));
    }

    public override void Assess(TrainingEnded end) => CheckEarly();

    private void Check(WorkerId worker, ComputeGradient work, TimeSpan since, TimeSpan at, string fault)
    {
        var (minibatch, version) = (work.Minibatch.Step, work.Version);
        // The memory of a cancelled part's version may be used again: whatever its worker makes of it is refused.
        if (Trial.Case is { Mode.Drops: true, Server.CancelParts: true } && version < account.Steps) return;
        if (deals.MayBeTakenForLost(worker, minibatch, version, since, at)) return;
        See("compared the parameters of a part");
        if (account.FingerprintOf(version) != Fingerprint.Of(work.Parameters.Span))
            Fail($"{work.Part} of minibatch {minibatch}, version {version}, {fault}; {worker}");
    }

    private void CheckEarly()
    {
        foreach (var (version, fingerprint) in _early)
        {
            See("compared a snapshot");
            if (account.FingerprintOf(version) != fingerprint) Fail($"the snapshot of version {version} has other bits");
        }
        _early.Clear();
    }
}
