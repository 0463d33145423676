namespace ActorBackprop.Cluster.Joining;

// What the leader's observers are told of worker processes: facts in the past tense. They share a file because they are
// read together.

/// <summary>Something of a worker process.</summary>
public interface IProcessFact;

/// <summary>A worker process of this machine was started.</summary>
/// <param name="Process">Its process id.</param>
/// <param name="Restarts">Starts of its place before this one.</param>
/// <param name="Replaces">The process that had its place before; 0 for none.</param>
public sealed record ProcessStarted(int Process, int Restarts, int Replaces) : IProcessFact;

/// <summary>A worker process has joined.</summary>
/// <param name="Process">Its process id, on its own machine.</param>
/// <param name="Address">Where it is.</param>
/// <param name="Workers">The numbers of its workers.</param>
/// <param name="Wire">How it is reached: shared, tcp or akka.</param>
public sealed record ProcessJoined(int Process, string Address, IReadOnlyList<int> Workers, string Wire) : IProcessFact;

/// <summary>A worker process is gone. Its parts are dealt again.</summary>
/// <param name="Process">Its process id.</param>
/// <param name="Workers">The numbers of its workers.</param>
/// <param name="Why">How that showed first.</param>
/// <param name="IsWished">Whether it left of its own wish.</param>
/// <param name="IsLocal">Whether it is one of the leader's machine.</param>
public sealed record ProcessLost(int Process, IReadOnlyList<int> Workers, string Why, bool IsWished, bool IsLocal) : IProcessFact;

/// <summary>A process was refused at the gate.</summary>
/// <param name="Address">Where it is.</param>
/// <param name="Why">A sentence that names both sides.</param>
public sealed record ProcessRefused(string Address, string Why) : IProcessFact;

/// <summary>A worker process ended more often than it is started again: its place stays empty.</summary>
/// <param name="Process">The last one's process id.</param>
/// <param name="Why">What it ended with.</param>
public sealed record ProcessGivenUp(int Process, string Why) : IProcessFact;
