using System.Buffers.Binary;
using System.Security.Cryptography;

namespace ActorBackprop.Cluster.Transport.Tcp;

/// <summary>The keys, each of which opens one connection. They are compared in constant time, so timing reveals nothing about them.</summary>
internal sealed class WireKeys
{
    private readonly Lock _gate = new();
    private readonly List<(byte[] Key, Action<Stream> Connected)> _issued = [];

    /// <summary>Issues a key.</summary>
    /// <param name="connected">Receives the connection that the key opens.</param>
    public byte[] Issue(Action<Stream> connected)
    {
        var key = RandomNumberGenerator.GetBytes(Greeting.KeyBytes);
        lock (_gate) _issued.Add((key, connected));
        return [.. key];
    }

    /// <summary>Revokes a key that was not used.</summary>
    public void Revoke(ReadOnlySpan<byte> key) => TryUse(key);

    /// <summary>Uses a key up and returns its receiver; null if the key was never issued, or is used already.</summary>
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

/// <summary>The first bytes of a connection: a magic number, the version of the wire, and the key. The answer is the first two.</summary>
internal static class Greeting
{
    /// <summary>The version of the frames, the same at both ends.</summary>
    public const int Version = 2;

    /// <summary>The bytes of a key.</summary>
    public const int KeyBytes = 32;

    /// <summary>The bytes of the answer.</summary>
    public const int AnswerBytes = 12;

    /// <summary>The bytes of a greeting.</summary>
    public const int Bytes = AnswerBytes + KeyBytes;

    /// <summary>Returns the greeting with a key.</summary>
    public static byte[] Of(ReadOnlySpan<byte> key)
    {
        var greeting = new byte[Bytes];
        Answer().CopyTo(greeting, 0);
        key.CopyTo(greeting.AsSpan(AnswerBytes));
        return greeting;
    }

    /// <summary>Returns the answer to a greeting with a valid key.</summary>
    public static byte[] Answer()
    {
        var answer = new byte[AnswerBytes];
        "ABPWIRE\n"u8.CopyTo(answer);
        BinaryPrimitives.WriteInt32LittleEndian(answer.AsSpan(8), Version);
        return answer;
    }

    /// <summary>Returns whether bytes can be the beginning of a greeting.</summary>
    public static bool CanBegin(ReadOnlySpan<byte> bytes) => Answer().AsSpan().StartsWith(bytes[..Math.Min(bytes.Length, AnswerBytes)]);
}
