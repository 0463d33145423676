using ActorBackprop.Actors.Messages;
using Akka.Actor;

namespace ActorBackprop.Cluster.Joining;

/// <content>What the gate is told from within the leader.</content>
public sealed partial class Gate
{
    /// <summary>To the gate: a process's stream is open.</summary>
    internal sealed record StreamOpened(Member Member, Stream Stream);

    /// <summary>To the gate: a worker of a process says it is here.</summary>
    internal sealed record WorkerSeen(Member Member, RegisterWorker Register);

    /// <summary>To the gate: a process has mapped the memory that was shared with it, or cannot.</summary>
    internal sealed record MemoryAnswered(Member Member, string WhyNotMapped);

    /// <summary>To the gate: a process is gone, as its wire shows.</summary>
    internal sealed record WireClosed(Member Member, string Why, bool IsWished);

    /// <summary>To the gate, before the process can join: the leader has started it.</summary>
    /// <param name="Process">Its process id.</param>
    /// <param name="Key">Only this process knows it, and so can prove which one it is.</param>
    public sealed record ChildStarted(int Process, string Key);

    /// <summary>To the gate: a process that the leader has started has ended.</summary>
    /// <param name="Process">Its process id.</param>
    /// <param name="Why">What it ended with.</param>
    public sealed record ProcessEnded(int Process, string Why);

    /// <summary>To the gate: tell this one of processes, too.</summary>
    /// <param name="Observer">Whom.</param>
    public sealed record Observe(IActorRef Observer);

    /// <summary>To the gate: the training is over; everybody may go.</summary>
    /// <param name="Why">How it ended.</param>
    /// <param name="Left">Called once nobody is here any more; null where nobody waits for that.</param>
    public sealed record Close(string Why, Action? Left = null);
}
