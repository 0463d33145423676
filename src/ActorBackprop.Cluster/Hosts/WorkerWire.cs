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
    /// <summary>Connects; null where that port cannot be reached, and something else may be tried.</summary>
    /// <param name="host">The leader's name or address.</param>
    /// <param name="accepted">What the gate says.</param>
    /// <param name="tls">How it is secured; null for not at all.</param>
    /// <exception cref="IOException">It cannot be reached, and has to be.</exception>
    public static Stream? TryConnect(string host, JoinAccepted accepted, WireTls? tls)
    {
        if (accepted.Wire == WireKind.Akka) return null;
        try
        {
            var address = Dns.GetHostAddresses(host).First();
            return WireConnector.Connect(new IPEndPoint(address, accepted.Port), Convert.FromHexString(accepted.Key), tls);
        }
        catch (IOException) when (accepted.Wire is null)
        {
            return null; // what reached the gate can carry gradients, too
        }
    }

    /// <summary>Another way: its end of a stream through Akka.Remote.</summary>
    public static ChunkStream OverAkka(IActorRefFactory factory) => new(factory);

    /// <summary>A worker process's end of the wire.</summary>
    public static WorkerLink Link(Stream stream, WireContract contract, IGradientBuffers buffers, WorkerCallbacks callbacks, Residuals? residuals) =>
        new(stream, contract, buffers, callbacks, residuals);
}
