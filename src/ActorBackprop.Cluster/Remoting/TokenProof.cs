using System.Security.Cryptography;
using System.Text;

namespace ActorBackprop.Cluster.Remoting;

/// <summary>
/// The first bytes of a connection between two actor systems: both ends prove that they know the token, and neither sends it. Each
/// sends a random number, and the hash (HMAC-SHA-256, by the token) of both numbers and its own role: a proof is good once, in one direction.
/// </summary>
/// <param name="token">The run's secret.</param>
public sealed class TokenProof(string token)
{
    /// <summary>Why a connection is refused whose other end has another token.</summary>
    public const string WrongToken = "its join token is not this run's";

    /// <summary>Bytes of a random number, and of a hash.</summary>
    private const int NumberBytes = 32;

    private readonly byte[] _key = Encoding.UTF8.GetBytes(token);

    private static ReadOnlySpan<byte> Head => "ABPAKKA\u0001"u8; // the last byte is the version of this proof

    /// <summary>The answer to a wrong token; as long as a hash, and none that another program gives by chance.</summary>
    private static ReadOnlySpan<byte> Refusal => "its join token is not this run's"u8;

    private static ReadOnlySpan<byte> Connector => "connector"u8;

    private static ReadOnlySpan<byte> Listener => "listener"u8;

    /// <summary>At the end that connects: proves, and has the other end prove.</summary>
    /// <exception cref="IOException">The other end has refused, or cannot prove it; the message is a sentence without its end.</exception>
    public async Task Connect(Stream stream, CancellationToken cancellation)
    {
        var mine = RandomNumberGenerator.GetBytes(NumberBytes);
        await stream.WriteAsync(Opening(mine), cancellation);
        var theirs = await Read(stream, cancellation);
        await stream.WriteAsync(Hash(Connector, mine, theirs), cancellation);
        var answer = await Read(stream, cancellation);
        if (CryptographicOperations.FixedTimeEquals(answer, Hash(Listener, mine, theirs))) return;
        throw Refusal.SequenceEqual(answer)
            ? new WrongTokenException()
            : new IOException("it does not know the join token itself");
    }

    /// <summary>At the end that listens: has the other end prove, and then proves.</summary>
    /// <returns>Why the other end is refused, as a sentence without its end; null if it has the token.</returns>
    public async Task<string?> Listen(Stream stream, CancellationToken cancellation)
    {
        var opening = new byte[Head.Length + NumberBytes];
        for (var received = 0; received < opening.Length;)
        {
            var read = await stream.ReadAsync(opening.AsMemory(received), cancellation);
            received += read;
            if (received == 0) throw new EndOfStreamException(); // a worker that looks whether its leader is there yet, or a health check
            if (read == 0 || !IsOpening(opening.AsSpan(0, received))) return "it does not speak as a worker of this version does";
        }
        var (mine, theirs) = (RandomNumberGenerator.GetBytes(NumberBytes), opening[Head.Length..]);
        await stream.WriteAsync(mine, cancellation);
        var proof = await Read(stream, cancellation);
        var isGood = CryptographicOperations.FixedTimeEquals(proof, Hash(Connector, theirs, mine));
        await stream.WriteAsync(isGood ? Hash(Listener, theirs, mine) : Refusal.ToArray(), cancellation);
        return isGood ? null : WrongToken;
    }

    private static byte[] Opening(byte[] number) => [.. Head, .. number];

    private static bool IsOpening(ReadOnlySpan<byte> bytes) => Head.StartsWith(bytes[..Math.Min(bytes.Length, Head.Length)]);

    private static async Task<byte[]> Read(Stream stream, CancellationToken cancellation)
    {
        var bytes = new byte[NumberBytes];
        await stream.ReadExactlyAsync(bytes, cancellation);
        return bytes;
    }

    private byte[] Hash(ReadOnlySpan<byte> role, byte[] connectors, byte[] listeners) =>
        HMACSHA256.HashData(_key, (byte[])[.. role, .. connectors, .. listeners]);
}

/// <summary>The leader has refused the token. To try again is of no use.</summary>
internal sealed class WrongTokenException() : IOException("the join token is not this run's; take the one that the leader names");
