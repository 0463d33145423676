using System.Buffers.Binary;
using System.Security.Cryptography;

namespace ActorBackprop.Cluster.Transport.Tcp;

/// <summary>Keys that open one connection each. Which of them a wrong key is near to cannot be told from the time it takes.</summary>
internal sealed class WireKeys
{
    private readonly Lock _gate = new();
    private readonly List<(byte[] Key, Action<Stream> Connected)> _issued = [];

    /// <summary>A new key.</summary>
    /// <param name="connected">Who gets the connection that it opens.</param>
    public byte[] Issue(Action<Stream> connected)
    {
        var key = Greeting.NewKey();
        lock (_gate) _issued.Add((key, connected));
        return [.. key];
    }

    /// <summary>A key opens nothing any more.</summary>
    public void Revoke(ReadOnlySpan<byte> key) => TryUse(key);

    /// <summary>Uses a key up. Null if it was never issued, or is used already.</summary>
    public Action<Stream>? TryUse(ReadOnlySpan<byte> key)
    {
        lock (_gate)
        {
            var found = -1;
            for (var i = 0; i < _issued.Count; i++)
                if (CryptographicOperations.FixedTimeEquals(_issued[i].Key, key)) found = i;
            if (found < 0) return null;
            var connected = _issued[found].Connected;
            _issued.RemoveAt(found);
            return connected;
        }
    }
}

/// <summary>The first bytes of a connection: what it is, which version of the wire, and the key. The answer is the first two.</summary>
internal static class Greeting
{
    /// <summary>The version of the frames: both ends must have the same.</summary>
    public const int Version = 2;

    /// <summary>Bytes of a key.</summary>
    public const int KeyBytes = 32;

    /// <summary>Bytes of the answer.</summary>
    public const int AnswerBytes = 12;

    /// <summary>Bytes of a greeting.</summary>
    public const int Bytes = AnswerBytes + KeyBytes;

    /// <summary>A greeting with a key.</summary>
    public static byte[] Of(ReadOnlySpan<byte> key)
    {
        var greeting = new byte[Bytes];
        Answer().CopyTo(greeting, 0);
        key.CopyTo(greeting.AsSpan(AnswerBytes));
        return greeting;
    }

    /// <summary>The answer to a greeting whose key was right.</summary>
    public static byte[] Answer()
    {
        var answer = new byte[AnswerBytes];
        "ABPWIRE\n"u8.CopyTo(answer);
        BinaryPrimitives.WriteInt32LittleEndian(answer.AsSpan(8), Version);
        return answer;
    }

    /// <summary>Whether bytes can be the beginning of a greeting.</summary>
    public static bool CanBegin(ReadOnlySpan<byte> bytes) => Answer().AsSpan().StartsWith(bytes[..Math.Min(bytes.Length, AnswerBytes)]);

    /// <summary>Returns a new random key.</summary>
    public static byte[] NewKey() => RandomNumberGenerator.GetBytes(KeyBytes);
}
