using System.Net.Sockets;
using ActorBackprop.Cluster.Wire.Chunks;
using ActorBackprop.Cluster.Wire.Tcp;

namespace ActorBackprop.Cluster.Wire;

/// <summary>Whether a small frame can be written without waiting.</summary>
internal static class StreamReadiness
{
    /// <summary>False where it cannot, or where nobody knows.</summary>
    public static bool IsWritable(Stream stream)
    {
        try
        {
            return stream switch
            {
                SocketStream tcp => tcp.Socket.Poll(0, SelectMode.SelectWrite),
                TlsStream tls => tls.Socket.Poll(0, SelectMode.SelectWrite),
                ChunkStream chunks => chunks.IsWritable,
                _ => false,
            };
        }
        catch (Exception closed) when (closed is SocketException or ObjectDisposedException)
        {
            return false; // whoever writes next finds out
        }
    }
}
