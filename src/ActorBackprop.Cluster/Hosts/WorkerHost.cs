using ActorBackprop.Cluster.Membership;
using Akka.Actor;

namespace ActorBackprop.Cluster.Hosts;

/// <summary>Runs a worker process: it joins a leader, computes gradients for it, and ends when it is no longer needed.</summary>
public static class WorkerHost
{
    /// <summary>Runs the worker process until it ends, and returns how it ended.</summary>
    /// <param name="system">The system of its actors, with Akka.Remote as its provider.</param>
    /// <param name="settings">The leader, and what the process offers it.</param>
    /// <param name="leave">Asks it to leave.</param>
    public static WorkerOutcome Run(ActorSystem system, JoinSettings settings, CancellationToken leave)
    {
        var ended = new TaskCompletionSource<WorkerOutcome>(TaskCreationOptions.RunContinuationsAsynchronously);
        var joiner = system.ActorOf(Props.Create<Joiner>(settings, (Action<WorkerOutcome>)(outcome => ended.TrySetResult(outcome))), "joiner");
        using var registration = leave.Register(() => joiner.Tell(new Joiner.Leave()));
        Task.WaitAny([ended.Task, system.WhenTerminated], CancellationToken.None);
        return ended.Task.IsCompleted ? ended.Task.Result : new WorkerOutcome(WorkerEnd.LeaderLost, "its actor system has ended");
    }
}
