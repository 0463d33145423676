using ActorBackprop.Cluster.Membership;
using Akka.Actor;

namespace ActorBackprop.Cluster.Hosts;

/// <summary>Runs a worker process: joins a leader, computes gradients for it, and ends when it is no longer needed.</summary>
public static class WorkerHost
{
    private static readonly TimeSpan TimeToAnswer = TimeSpan.FromSeconds(3);

    /// <summary>Runs it to its end.</summary>
    /// <param name="system">Where its actors live; has Akka.Remote for its provider.</param>
    /// <param name="settings">Where it joins, and with what.</param>
    /// <param name="leave">Asks it to leave.</param>
    public static WorkerOutcome Run(ActorSystem system, JoinSettings settings, CancellationToken leave)
    {
        var ended = new TaskCompletionSource<WorkerOutcome>(TaskCreationOptions.RunContinuationsAsynchronously);
        var hasMetLeader = false;
        Preparation Prepare(JoinOffer offer)
        {
            Volatile.Write(ref hasMetLeader, true);
            return settings.Prepare(offer);
        }
        var recruit = system.ActorOf(Props.Create<Joiner>(
            settings with { Prepare = Prepare }, (Action<WorkerOutcome>)(outcome => ended.TrySetResult(outcome))), "joiner");
        using var registration = leave.Register(() => recruit.Tell(new Joiner.Leave()));
        Task[] ends = [ended.Task, system.WhenTerminated];
        LeaderProbe.Finding? finding = null;
        if (Task.WaitAny(ends, TimeToAnswer) < 0 && !Volatile.Read(ref hasMetLeader))
            finding = LeaderProbe.Examine(settings.Leader, settings.Token, settings.Tls).GetAwaiter().GetResult();
        if (finding is { IsFinal: true }) return new WorkerOutcome(WorkerEnd.NoLeader, finding.Why);
        Task.WaitAny(ends, CancellationToken.None);
        var outcome = ended.Task.IsCompleted ? ended.Task.Result : new WorkerOutcome(WorkerEnd.LeaderLost, "its actor system has ended");
        if (outcome.End == WorkerEnd.LeaderLost && !hasMetLeader && finding is not null) outcome = outcome with { Why = finding.Why };
        return outcome with { HasMetLeader = hasMetLeader };
    }
}
