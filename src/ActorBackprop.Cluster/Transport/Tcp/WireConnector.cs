using System.Net;
using System.Net.Sockets;
using System.Security.Authentication;

namespace ActorBackprop.Cluster.Transport.Tcp;

/// <summary>Connects a worker process to a <see cref="WireListener"/>.</summary>
public static class WireConnector
{
    /// <summary>Connects, and waits until the key is accepted.</summary>
    /// <param name="endPoint">The listener's address.</param>
    /// <param name="key">The key that was issued for this connection.</param>
    /// <param name="tls">Mutual TLS, as at the listener; null for none.</param>
    /// <param name="patience">The time limit of each step. Default: 5 s.</param>
    /// <returns>The connection, for a <see cref="WorkerLink"/>.</returns>
    /// <exception cref="IOException">There is no listener, or it refuses; the message is a sentence.</exception>
    public static Stream Connect(IPEndPoint endPoint, ReadOnlySpan<byte> key, WireTls? tls = null, TimeSpan? patience = null)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(key.Length, Greeting.KeyBytes);
        var milliseconds = (int)(patience ?? TimeSpan.FromSeconds(5)).TotalMilliseconds;
        var socket = new Socket(endPoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp)
        {
            NoDelay = true,
            ReceiveTimeout = milliseconds,
            SendTimeout = milliseconds,
        };
        string? untrusted = null;
        try
        {
            socket.Connect(endPoint);
            var tcp = new SocketStream(socket);
            var stream = tls is null ? (Stream)tcp : new TlsStream(tcp);
            if (stream is TlsStream secured) secured.AuthenticateAsClient(tls!.ForConnector(why => untrusted = why));
            tcp.Own(isBuffered: tls is not null);
            stream.Write(Greeting.Of(key));
            stream.Flush();
            var answer = new byte[Greeting.AnswerBytes];
            stream.ReadExactly(answer);
            if (!answer.AsSpan().SequenceEqual(Greeting.Answer()))
                throw new IOException($"{endPoint} is not a leader with version {Greeting.Version} of the wire.");
            (socket.ReceiveTimeout, socket.SendTimeout) = (0, 0);
            return stream;
        }
        catch (IOException closed) when (closed is EndOfStreamException
            || closed.InnerException is SocketException { SocketErrorCode: SocketError.ConnectionReset or SocketError.Shutdown })
        {
            socket.Dispose();
            throw new IOException($"{endPoint} has refused the connection: its key is wrong or used.");
        }
        catch (Exception cause) when (cause is SocketException or AuthenticationException or IOException)
        {
            socket.Dispose();
            throw new IOException(untrusted is null
                ? $"could not connect to {endPoint}: {cause.Message}"
                : $"this side does not trust {endPoint}: {untrusted}", cause);
        }
    }
}
