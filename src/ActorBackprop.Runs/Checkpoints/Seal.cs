using System.Security.Cryptography;
using System.Text;

namespace ActorBackprop.Runs.Checkpoints;

/// <summary>
/// The SHA-256 of a checkpoint file. Its 64 digits are at a fixed position at the start of the header, and count as zeros when the hash is
/// computed.
/// </summary>
internal static class Seal
{
    private const int Digits = 64;
    private static readonly byte[] Opening = "{\"__metadata__\":{\"sha256\":\""u8.ToArray();

    /// <summary>The placeholder of the digits until <see cref="Set"/>.</summary>
    public static string Blank { get; } = new('0', Digits);

    private static int DigitsOffset => sizeof(ulong) + Opening.Length;

    /// <summary>Writes the digits into a complete file.</summary>
    public static void Set(Stream file)
    {
        var digits = Encoding.ASCII.GetBytes(Compute(file));
        file.Position = DigitsOffset;
        file.Write(digits);
    }

    /// <summary>Returns what is wrong with a file, to follow "it"; null if the hash is right.</summary>
    public static string? Fault(Stream file)
    {
        var head = new byte[DigitsOffset + Digits];
        if (file.Length < head.Length) return $"has {file.Length} bytes, fewer than a checkpoint's header";
        file.Position = 0;
        file.ReadExactly(head);
        if (!head.AsSpan(sizeof(ulong), Opening.Length).SequenceEqual(Opening)) return "does not begin like a checkpoint";
        var (expected, found) = (Encoding.Latin1.GetString(head, DigitsOffset, Digits), Compute(file));
        return expected == found ? null : $"has the SHA-256 {found}, but its header says {Printable(expected)}";
    }

    private static string Compute(Stream file)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = new byte[1 << 16];
        file.Position = 0;
        var head = buffer.AsSpan(0, DigitsOffset + Digits);
        file.ReadExactly(head);
        head[DigitsOffset..].Fill((byte)'0');
        hash.AppendData(head);
        for (int read; (read = file.Read(buffer)) > 0;) hash.AppendData(buffer, 0, read);
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    // A damaged file may hold control characters, and the message goes to a terminal.
    private static string Printable(string digits) => string.Concat(digits.Select(c => char.IsAsciiHexDigit(c) ? c : '?'));
}
