using System.Net.Security;

namespace ActorBackprop.Cluster.Wire.Tcp;

/// <summary>TLS over a socket that can still be asked whether it is writable.</summary>
internal sealed class TlsStream(SocketStream tcp) : SslStream(tcp)
{
    /// <summary>What it goes through.</summary>
    public SocketStream Tcp => (SocketStream)InnerStream;
}
