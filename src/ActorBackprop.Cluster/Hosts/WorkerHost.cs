using ActorBackprop.Cluster.Joining;
using Akka.Actor;

namespace ActorBackprop.Cluster.Hosts;

/// <summary>Runs a worker process: joins a leader, computes gradients for it, and ends when it is no longer needed.</summary>
public static class WorkerHost
{
    /// <summary>Runs it to its end.</summary>
    /// <param name="system">Where its actors live; has Akka.Remote for its provider.</param>
    /// <param name="settings">Where it joins, and with what.</param>
    /// <param name="leave">Asks it to leave.</param>
    public static WorkerOutcome Run(ActorSystem system, RecruitSettings settings, CancellationToken leave)
    {
        var ended = new TaskCompletionSource<WorkerOutcome>(TaskCreationOptions.RunContinuationsAsynchronously);
        var recruit = system.ActorOf(Props.Create<Recruit>(settings, (Action<WorkerOutcome>)(outcome => ended.TrySetResult(outcome))), "recruit");
        using var registration = leave.Register(() => recruit.Tell(new Recruit.Leave()));
        Task.WaitAny([ended.Task, system.WhenTerminated], CancellationToken.None);
        var outcome = ended.Task.IsCompleted ? ended.Task.Result : new WorkerOutcome(WorkerEnd.LeaderLost, "its actor system has ended");
        return outcome;
    }
}
