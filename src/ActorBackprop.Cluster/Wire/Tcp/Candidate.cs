using System.Net.Sockets;
using System.Security.Authentication;

namespace ActorBackprop.Cluster.Wire.Tcp;

/// <summary>A connection that has not shown a key yet.</summary>
/// <param name="socket">The connection.</param>
/// <param name="since">When it came.</param>
internal sealed class Candidate(Socket socket, long since) : IDisposable
{
    private readonly SocketStream _stream = new(socket);
    private volatile bool _isDone;
    private int _isDecided;

    /// <summary>The connection.</summary>
    public Socket Socket => _stream.Socket;

    /// <summary>When it came.</summary>
    public long Since { get; } = since;

    /// <summary>Whether it is through, or closed.</summary>
    public bool IsDone => _isDone;

    /// <summary>Takes what has come.</summary>
    public void Pump()
    {
        try
        {
            _stream.Pump();
        }
        catch (Exception cause) when (cause is SocketException or ObjectDisposedException)
        {
            Dispose();
        }
    }

    /// <summary>Waits for certificate and key, without a thread, and hands the connection over or closes it.</summary>
    /// <param name="tls">How it is secured; null for not at all.</param>
    /// <param name="keys">Which keys there are.</param>
    /// <param name="refused">Told why it does not get through, where it has shown something that is not good.</param>
    public async Task Prove(WireTls? tls, WireKeys keys, Action<string> refused)
    {
        try
        {
            var stream = tls is null ? (Stream)_stream : new TlsStream(_stream);
            if (stream is TlsStream secured) await secured.AuthenticateAsServerAsync(tls!.ForListener(refused));
            var key = await ReadKey(stream);
            if (!Decide()) return; // too late, and the key stays unused
            if (key is null || keys.TryUse(key) is not { } connected)
            {
                if (key is not null) refused("its key was never issued, or is used");
                Dispose();
                return;
            }
            _stream.Own(isBuffered: tls is not null);
            _isDone = true;
            stream.Write(Greeting.Answer());
            stream.Flush();
            connected(stream);
        }
        catch (Exception cause) when (cause is IOException or AuthenticationException or SocketException or InvalidOperationException)
        {
            Dispose(); // closed, or no TLS, or no good certificate
        }
    }

    /// <summary>Its time is over: closes it, unless its key is being looked at.</summary>
    public void GiveUp()
    {
        if (Decide()) Dispose();
    }

    /// <summary>Closes it.</summary>
    public void Dispose()
    {
        _isDone = true;
        _stream.Dispose();
    }

    private bool Decide() => Interlocked.Exchange(ref _isDecided, 1) == 0;

    /// <summary>The key of the greeting; null if it is none, as soon as that can be told.</summary>
    private static async Task<byte[]?> ReadKey(Stream stream)
    {
        var greeting = new byte[Greeting.Bytes];
        for (var received = 0; received < greeting.Length;)
        {
            var read = await stream.ReadAsync(greeting.AsMemory(received));
            received += read;
            if (read == 0 || !Greeting.CanBegin(greeting.AsSpan(0, received))) return null;
        }
        return greeting[Greeting.AnswerBytes..];
    }
}
