namespace ActorBackprop.Cluster.Membership;

// What the leader's observers are told of worker processes: facts in the past tense. They share a file because they are
// read together.

/// <summary>A fact about a worker process.</summary>
public interface IProcessFact;

/// <summary>Which worker process. A process id is unique on its own machine only, or in its own container.</summary>
/// <param name="Id">Its process id.</param>
/// <param name="Address">Its actor system's address; null for a process that the leader has started.</param>
public sealed record ProcessIdentity(int Id, string? Address)
{
    /// <summary>Whether the leader has started it.</summary>
    public bool IsChild => Address is null;

    /// <summary>A process that the leader has started.</summary>
    /// <param name="id">Its process id.</param>
    public static ProcessIdentity Child(int id) => new(id, null);
}

/// <summary>The leader has started a worker process.</summary>
/// <param name="Process">Its process id.</param>
/// <param name="Restarts">Starts of its place before this one.</param>
/// <param name="Replaces">The process that had its place before; 0 for none.</param>
public sealed record ProcessStarted(int Process, int Restarts, int Replaces) : IProcessFact;

/// <summary>A worker process has joined.</summary>
/// <param name="Process">Which.</param>
/// <param name="Workers">The numbers of its workers.</param>
/// <param name="Wire">How it is reached: shared, tcp or akka.</param>
public sealed record ProcessJoined(ProcessIdentity Process, IReadOnlyList<int> Workers, string Wire) : IProcessFact;

/// <summary>The training waits for its first workers.</summary>
/// <param name="Present">Workers that have joined.</param>
/// <param name="Expected">Workers that it waits for.</param>
public sealed record WorkersAwaited(int Present, int Expected) : IProcessFact;

/// <summary>A worker process that has joined uses a slower wire than the best that there is for it.</summary>
/// <param name="Process">Its process id, on its own machine.</param>
/// <param name="Wire">The wire that it uses: tcp or akka.</param>
/// <param name="Why">Why the faster one cannot be used, as a sentence without its end.</param>
public sealed record WireDegraded(int Process, string Wire, string Why) : IProcessFact;

/// <summary>A worker process is gone. The server reassigns its parts.</summary>
/// <param name="Process">Which.</param>
/// <param name="Workers">The numbers of its workers.</param>
/// <param name="Why">How that showed first.</param>
/// <param name="IsGraceful">Whether it left in order, rather than failed.</param>
public sealed record ProcessLost(ProcessIdentity Process, IReadOnlyList<int> Workers, string Why, bool IsGraceful) : IProcessFact;

/// <summary>The leader could not start a worker process. It tries again later, as after a process that has ended.</summary>
/// <param name="Why">What the system says.</param>
public sealed record ProcessNotStarted(string Why) : IProcessFact;

/// <summary>A process was refused at the gate.</summary>
/// <param name="Address">Where it is.</param>
/// <param name="Why">A sentence that names both sides.</param>
public sealed record ProcessRefused(string Address, string Why) : IProcessFact;

/// <summary>A worker process ended more often than it is restarted: the launcher gives up.</summary>
/// <param name="Process">The last one's process id; 0 if none was ever started.</param>
/// <param name="Why">What it ended with.</param>
public sealed record ProcessGivenUp(int Process, string Why) : IProcessFact;
