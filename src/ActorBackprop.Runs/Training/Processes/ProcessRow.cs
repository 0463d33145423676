namespace ActorBackprop.Runs.Training.Processes;

/// <summary>A worker process, as it is shown.</summary>
/// <param name="Process">Its process id, on its own machine.</param>
/// <param name="State">starting, working, lost, or given up.</param>
/// <param name="Workers">The numbers of its workers; none before it has joined.</param>
/// <param name="Restarts">Starts of its place before this one.</param>
/// <param name="Wire">How it is reached: shared, tcp or akka; empty before it has joined.</param>
public sealed record ProcessRow(int Process, string State, IReadOnlyList<int> Workers, int Restarts, string Wire);
