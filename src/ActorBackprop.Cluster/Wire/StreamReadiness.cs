using System.Net.Sockets;
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
                DuplexStream duplex => duplex.IsWritable,
                TlsStream tls => tls.Tcp.IsWritable,
                _ => false,
            };
        }
        catch (Exception closed) when (closed is IOException or SocketException or ObjectDisposedException)
        {
            return false; // whoever writes next finds out
        }
    }
}
