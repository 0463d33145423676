using System.Net.Sockets;

namespace ActorBackprop.Cluster.Wire.Tcp;

/// <summary>A connection that has not shown a key yet.</summary>
/// <param name="socket">The connection.</param>
/// <param name="since">When it came.</param>
internal sealed class Candidate(Socket socket, long since)
{
    private readonly byte[] _greeting = new byte[Greeting.Bytes];
    private int _received;

    /// <summary>The connection.</summary>
    public Socket Socket { get; } = socket;

    /// <summary>When it came.</summary>
    public long Since { get; } = since;

    /// <summary>The key it has shown, once <see cref="TryReceive"/> has all of it.</summary>
    public ReadOnlySpan<byte> Key => _greeting.AsSpan(Greeting.AnswerBytes);

    /// <summary>Whether its greeting is here.</summary>
    public bool IsComplete => _received == Greeting.Bytes;

    /// <summary>Takes what has come, without waiting.</summary>
    /// <returns>False if it is no greeting, or the connection has ended.</returns>
    public bool TryReceive()
    {
        try
        {
            // Something is there, so this does not wait; and no byte behind the greeting is taken.
            var read = Socket.Receive(_greeting.AsSpan(_received));
            _received += read;
            return read > 0 && Greeting.CanBegin(_greeting.AsSpan(0, _received));
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
