using System.Net;
using ActorBackprop.Cluster.Joining;
using ActorBackprop.Cluster.Wire;
using ActorBackprop.Cluster.Wire.Chunks;
using ActorBackprop.Cluster.Wire.Tcp;
using ActorBackprop.Learning.Compression;
using ActorBackprop.Learning.Gradients;
using Akka.Actor;

namespace ActorBackprop.Cluster.Hosts;

/// <summary>A worker process's way to the leader's port for gradients.</summary>
internal static class WorkerWire
{
    /// <summary>Connects.</summary>
    /// <param name="leader">The leader's address.</param>
    /// <param name="accepted">What the gate says.</param>
    /// <param name="tls">How it is secured; null for not at all.</param>
    /// <returns>The connection; else null, and why gradients go through Akka.Remote, as a sentence without its end: empty where they
    /// have to.</returns>
    /// <exception cref="IOException">It cannot be reached, and has to be.</exception>
    public static (Stream? Stream, string Why) TryConnect(Address leader, JoinAccepted accepted, WireTls? tls)
    {
        if (accepted.Wire == WireKind.Akka) return (null, "");
        try
        {
            var port = new IPEndPoint(ClusterSystem.IPAddressOf(leader), accepted.Port);
            return (WireConnector.Connect(port, Convert.FromHexString(accepted.Key), tls), "");
        }
        catch (IOException cause) when (accepted.Wire is null)
        {
            return (null, cause.Message.TrimEnd('.')); // what reached the gate can carry gradients, too
        }
    }

    /// <summary>Another way: its end of a stream through Akka.Remote.</summary>
    public static ChunkStream OverAkka(IActorRefFactory factory) => new(factory);

    /// <summary>A worker process's end of the wire.</summary>
    public static WorkerLink Link(Stream stream, WireContract contract, IGradientBuffers buffers, WorkerCallbacks callbacks, Residuals? residuals) =>
        new(stream, contract, buffers, callbacks, residuals);
}
