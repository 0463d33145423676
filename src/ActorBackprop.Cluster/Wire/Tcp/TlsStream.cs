using System.Net.Security;
using System.Net.Sockets;

namespace ActorBackprop.Cluster.Wire.Tcp;

/// <summary>TLS over a socket that can still be asked whether it is writable.</summary>
internal sealed class TlsStream(SocketStream tcp) : SslStream(tcp)
{
    /// <summary>The socket below.</summary>
    public Socket Socket => ((SocketStream)InnerStream).Socket;
}
