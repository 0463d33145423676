using ActorBackprop.Actors.Messages;
using ActorBackprop.Cluster.Transport;

namespace ActorBackprop.Cluster.Membership;

// The messages by which a worker process joins a training, in the order in which it and the leader's gate send them. They share a file
// because they are read together. No message can make the other side load or run anything.

/// <summary>A message of the handshake. It travels through Akka.Remote as JSON, under its type's name.</summary>
public interface IJoinMessage;

/// <summary>Worker process to gate: asks to join. Repeated until it is answered; a duplicate is harmless.</summary>
/// <param name="Protocol">The version of the handshake and the wire.</param>
/// <param name="Build">The identity of its build of the program.</param>
/// <param name="Process">Its process id.</param>
/// <param name="Workers">The number of workers that it would start.</param>
/// <param name="Child">The key which proves that the leader started it; null for other processes.</param>
public sealed record JoinRequest(int Protocol, string Build, int Process, int Workers, string? Child) : IJoinMessage;

/// <summary>Gate to worker process: offers the training to prepare.</summary>
/// <param name="Run">The name of the training.</param>
/// <param name="Configuration">The resolved settings, in the form of their file.</param>
/// <param name="CancelsParts">Whether the server may cancel parts, so that the process must listen while it computes.</param>
public sealed record JoinOffer(string Run, string Configuration, bool CancelsParts) : IJoinMessage;

/// <summary>Worker process to gate: it has prepared the offer.</summary>
/// <param name="ConfigurationSha256">The SHA-256 of the settings, as it understood them.</param>
/// <param name="DataSha256">The SHA-256 of its images.</param>
/// <param name="Network">The network of these settings as text.</param>
public sealed record JoinReady(string ConfigurationSha256, string DataSha256, string Network) : IJoinMessage;

/// <summary>Gate to worker process: it may join.</summary>
/// <param name="Workers">The numbers of its workers, each with its first incarnation.</param>
/// <param name="Wire">The wire that it must use; null for the fastest that it can.</param>
/// <param name="Port">The port of the wire, at the leader's address.</param>
/// <param name="Key">The key that opens the wire once: 64 hexadecimal digits.</param>
public sealed record JoinAccepted(IReadOnlyList<WorkerId> Workers, WireKind? Wire, int Port, string Key) : IJoinMessage;

/// <summary>Worker process to gate: its wire must go through Akka, since it cannot, or must not, use that port.</summary>
/// <param name="Endpoint">The path of the actor at its end of the wire.</param>
/// <param name="Why">The reason why it cannot reach the port, as a clause; empty if it must not use it.</param>
public sealed record OpenChunks(string Endpoint, string Why) : IJoinMessage;

/// <summary>Gate to worker process: the leader's end of the chunks exists.</summary>
/// <param name="Endpoint">The path of the actor at the leader's end.</param>
public sealed record ChunksOpened(string Endpoint) : IJoinMessage;

/// <summary>Gate to worker process: it is refused.</summary>
/// <param name="Why">The reason, as a clause that names both sides.</param>
public sealed record JoinRefused(string Why) : IJoinMessage;

/// <summary>Worker process to gate: it leaves in order. The server reassigns its parts at once.</summary>
public sealed record LeaveTraining : IJoinMessage;

/// <summary>Gate to worker process: the training is over.</summary>
/// <param name="Why">How it ended.</param>
public sealed record TrainingIsOver(string Why) : IJoinMessage;
