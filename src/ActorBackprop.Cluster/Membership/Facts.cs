namespace ActorBackprop.Cluster.Membership;

// The facts about worker processes that the leader's observers receive, in the past tense. They share a file because they are read
// together.

/// <summary>A fact about a worker process.</summary>
public interface IProcessFact;

/// <summary>Identifies a worker process. A process id is unique only on its own machine, or in its own container.</summary>
/// <param name="Id">The process id.</param>
/// <param name="Address">The address of its actor system; null for a process that the leader started.</param>
public sealed record ProcessIdentity(int Id, string? Address)
{
    /// <summary>Whether the leader started it.</summary>
    public bool IsChild => Address is null;

    /// <summary>Returns the identity of a process that the leader started.</summary>
    /// <param name="id">Its process id.</param>
    public static ProcessIdentity Child(int id) => new(id, null);
}

/// <summary>The leader has started a worker process.</summary>
/// <param name="Process">Its process id.</param>
/// <param name="Restarts">The number of earlier processes that it takes the place of.</param>
/// <param name="Replaces">The id of the last of these; 0 for none.</param>
public sealed record ProcessStarted(int Process, int Restarts, int Replaces) : IProcessFact;

/// <summary>A worker process has joined.</summary>
/// <param name="Process">The process.</param>
/// <param name="Workers">The numbers of its workers.</param>
/// <param name="Wire">Its wire: shared, tcp or akka.</param>
public sealed record ProcessJoined(ProcessIdentity Process, IReadOnlyList<int> Workers, string Wire) : IProcessFact;

/// <summary>The training waits for its first workers.</summary>
/// <param name="Present">The number of workers that have joined.</param>
/// <param name="Expected">The number of workers that it waits for.</param>
public sealed record WorkersAwaited(int Present, int Expected) : IProcessFact;

/// <summary>A worker process that has joined uses a slower wire than the fastest for its machine.</summary>
/// <param name="Process">Its process id, on its own machine.</param>
/// <param name="Wire">The wire that it uses: tcp or akka.</param>
/// <param name="Why">The reason why the faster wire cannot be used, as a clause.</param>
public sealed record WireDegraded(int Process, string Wire, string Why) : IProcessFact;

/// <summary>A worker process was lost. The server reassigns its parts.</summary>
/// <param name="Process">The process.</param>
/// <param name="Workers">The numbers of its workers.</param>
/// <param name="Why">The first sign of the loss, as a clause.</param>
/// <param name="IsGraceful">Whether it left gracefully; false if it failed.</param>
public sealed record ProcessLost(ProcessIdentity Process, IReadOnlyList<int> Workers, string Why, bool IsGraceful) : IProcessFact;

/// <summary>The leader could not start a worker process. It retries later, as after the end of a process.</summary>
/// <param name="Why">The system's message.</param>
public sealed record ProcessNotStarted(string Why) : IProcessFact;

/// <summary>The gate refused a process.</summary>
/// <param name="Address">The address of the process.</param>
/// <param name="Why">The reason, as a clause that names both sides.</param>
public sealed record ProcessRefused(string Address, string Why) : IProcessFact;

/// <summary>The launcher will not restart a worker process again: it ended too often, or for a reason that will not change.</summary>
/// <param name="Process">The id of the last such process; 0 if none was ever started.</param>
/// <param name="Why">How it ended, as a clause.</param>
public sealed record ProcessGivenUp(int Process, string Why) : IProcessFact;
