using ActorBackprop.Actors.Messages;
using ActorBackprop.Cluster.Transport;

namespace ActorBackprop.Cluster.Membership;

// How a worker process joins a training: what it and the leader's gate say to each other, in this order. They share a file
// because they are read together. None of them can make the other side load or run anything.

/// <summary>A message of the handshake: goes over Akka.Remote, as JSON, under its own name.</summary>
public interface IJoinMessage;

/// <summary>Worker process to gate: asks to join. Repeated until it is answered; safe twice.</summary>
/// <param name="Protocol">The version of the handshake and the wire that it speaks.</param>
/// <param name="Build">Which build of the program it is.</param>
/// <param name="Process">Its process id.</param>
/// <param name="Workers">Workers it would start.</param>
/// <param name="Child">What proves that the leader has started it; null for a process from elsewhere.</param>
public sealed record JoinRequest(int Protocol, string Build, int Process, int Workers, string? Child) : IJoinMessage;

/// <summary>Gate to worker process: offers the training to prepare.</summary>
/// <param name="Run">Names the training.</param>
/// <param name="Configuration">The resolved settings, as their file.</param>
/// <param name="CancelsParts">Whether the server may cancel parts, so that the process has to listen while it computes.</param>
public sealed record JoinOffer(string Run, string Configuration, bool CancelsParts) : IJoinMessage;

/// <summary>Worker process to gate: it has prepared the offer.</summary>
/// <param name="ConfigurationSha256">Of the settings it would train with, as it understood them.</param>
/// <param name="DataSha256">Of the images it would train on.</param>
/// <param name="Network">The network these settings make, in words.</param>
public sealed record JoinReady(string ConfigurationSha256, string DataSha256, string Network) : IJoinMessage;

/// <summary>Gate to worker process: it may join.</summary>
/// <param name="Workers">The numbers of its workers, each with the first incarnation that is free.</param>
/// <param name="Wire">The wire that it has to use; null for the best that it can.</param>
/// <param name="Port">The port that the wire listens on, at the leader's address.</param>
/// <param name="Key">Opens that port's wire, once: 64 hexadecimal digits.</param>
public sealed record JoinAccepted(IReadOnlyList<WorkerId> Workers, WireKind? Wire, int Port, string Key) : IJoinMessage;

/// <summary>Worker process to gate: the wire is to go through Akka, since the process cannot reach that port, or must not.</summary>
/// <param name="Endpoint">The path of the actor that its end of the wire is.</param>
/// <param name="Why">Why it cannot reach the port, as a sentence without its end; empty where it is not to.</param>
public sealed record OpenChunks(string Endpoint, string Why) : IJoinMessage;

/// <summary>Gate to worker process: the leader's end of the chunks exists.</summary>
/// <param name="Endpoint">The path of the actor that the leader's end is.</param>
public sealed record ChunksOpened(string Endpoint) : IJoinMessage;

/// <summary>Gate to worker process: it is refused.</summary>
/// <param name="Why">A sentence that names both sides.</param>
public sealed record JoinRefused(string Why) : IJoinMessage;

/// <summary>Worker process to gate: it leaves in order. The server reassigns its parts at once.</summary>
public sealed record LeaveTraining : IJoinMessage;

/// <summary>Gate to worker process: the training is over.</summary>
/// <param name="Why">How it ended.</param>
public sealed record TrainingIsOver(string Why) : IJoinMessage;
