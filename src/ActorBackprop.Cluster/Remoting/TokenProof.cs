using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace ActorBackprop.Cluster.Remoting;

/// <summary>
/// The first bytes of a connection between two actor systems: both ends prove that they know the token, and neither sends it. Each
/// sends a random number and the hash (HMAC-SHA-256, keyed by the token) of both numbers and its own role, so a proof is valid once
/// and in one direction. The listener then sends its name.
/// </summary>
/// <param name="token">The run's secret.</param>
public sealed class TokenProof(string token)
{
    /// <summary>The reason for which a connection whose other end has another token is refused.</summary>
    public const string WrongToken = "its join token is not this run's";

    /// <summary>The bytes of a random number, and of a hash.</summary>
    private const int NumberBytes = 32;

    private readonly byte[] _key = Encoding.UTF8.GetBytes(token);

    private static ReadOnlySpan<byte> Head => "ABPAKKA\u0002"u8; // the last byte is the version of this proof

    /// <summary>The answer to a wrong token: as long as a hash, and unlikely to be sent by another program.</summary>
    private static ReadOnlySpan<byte> Refusal => "its join token is not this run's"u8;

    private static ReadOnlySpan<byte> Connector => "connector"u8;

    private static ReadOnlySpan<byte> Listener => "listener"u8;

    /// <summary>Proves the token as the end that connects, and checks the other end's proof.</summary>
    /// <returns>The name of the other end.</returns>
    /// <exception cref="WrongTokenException">The other end has another token.</exception>
    /// <exception cref="IOException">The other end ended the connection, or cannot prove that it knows the token.</exception>
    public async Task<string> Connect(Stream stream, CancellationToken cancellation)
    {
        var mine = RandomNumberGenerator.GetBytes(NumberBytes);
        await stream.WriteAsync(Opening(mine), cancellation);
        var theirs = await Read(stream, NumberBytes, cancellation);
        await stream.WriteAsync(Hash(Connector, mine, theirs), cancellation);
        var answer = await Read(stream, NumberBytes, cancellation);
        if (Refusal.SequenceEqual(answer)) throw new WrongTokenException();
        if (!CryptographicOperations.FixedTimeEquals(answer, Hash(Listener, mine, theirs)))
            throw new InvalidDataException("the other end does not know the join token");
        var length = BinaryPrimitives.ReadUInt16LittleEndian(await Read(stream, sizeof(ushort), cancellation));
        return Encoding.UTF8.GetString(await Read(stream, length, cancellation));
    }

    /// <summary>Checks the other end's proof as the end that listens, and then proves the token and sends this end's name.</summary>
    /// <param name="stream">The connection.</param>
    /// <param name="name">The name, as in 127.0.0.1:4711.</param>
    /// <param name="cancellation">Ends the wait for the other end.</param>
    /// <returns>The reason for which the other end is refused, as a clause; null if it has the token.</returns>
    public async Task<string?> Listen(Stream stream, string name, CancellationToken cancellation)
    {
        var opening = new byte[Head.Length + NumberBytes];
        for (var received = 0; received < opening.Length;)
        {
            var read = await stream.ReadAsync(opening.AsMemory(received), cancellation);
            received += read;
            if (received == 0) throw new EndOfStreamException(); // a worker that checks whether its leader is up, or a health check
            if (read == 0 || !IsOpening(opening.AsSpan(0, received))) return "it does not speak as a worker of this version does";
        }
        var (mine, theirs) = (RandomNumberGenerator.GetBytes(NumberBytes), opening[Head.Length..]);
        await stream.WriteAsync(mine, cancellation);
        var proof = await Read(stream, NumberBytes, cancellation);
        var isValid = CryptographicOperations.FixedTimeEquals(proof, Hash(Connector, theirs, mine));
        await stream.WriteAsync(isValid ? Answer(Hash(Listener, theirs, mine), name) : Refusal.ToArray(), cancellation);
        return isValid ? null : WrongToken;
    }

    private static byte[] Opening(byte[] number) => [.. Head, .. number];

    private static byte[] Answer(byte[] hash, string name)
    {
        var (text, length) = (Encoding.UTF8.GetBytes(name), new byte[sizeof(ushort)]);
        BinaryPrimitives.WriteUInt16LittleEndian(length, checked((ushort)text.Length));
        return [.. hash, .. length, .. text];
    }

    private static bool IsOpening(ReadOnlySpan<byte> bytes) => Head.StartsWith(bytes[..Math.Min(bytes.Length, Head.Length)]);

    private static async Task<byte[]> Read(Stream stream, int count, CancellationToken cancellation)
    {
        var bytes = new byte[count];
        await stream.ReadExactlyAsync(bytes, cancellation);
        return bytes;
    }

    private byte[] Hash(ReadOnlySpan<byte> role, byte[] connectors, byte[] listeners) =>
        HMACSHA256.HashData(_key, (byte[])[.. role, .. connectors, .. listeners]);
}

/// <summary>Thrown when the leader has refused the token, so a retry would fail too.</summary>
internal sealed class WrongTokenException() : IOException("the join token is not this run's; take the one that the leader names");
