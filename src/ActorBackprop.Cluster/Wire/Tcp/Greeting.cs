using System.Buffers.Binary;
using System.Security.Cryptography;

namespace ActorBackprop.Cluster.Wire.Tcp;

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

    /// <summary>A key nobody can guess.</summary>
    public static byte[] NewKey() => RandomNumberGenerator.GetBytes(KeyBytes);
}
