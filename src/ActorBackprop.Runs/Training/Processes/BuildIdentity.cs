using System.Security.Cryptography;
using System.Text;

namespace ActorBackprop.Runs.Training.Processes;

/// <summary>
/// Which build of the program this is: a hash of the sources that the bits and the wire depend on. Other sources give another
/// identity; the directory, the commit, the compiler and its options (Debug, Release) do not count.
/// </summary>
internal static partial class BuildIdentity
{
    /// <summary>12 hexadecimal digits.</summary>
    public static string Text { get; } = Of(SourceHashes);

    /// <summary>The identity of sources.</summary>
    /// <param name="hashes">The SHA-256 of each, a space between two. The file system orders them, so their order does not count.</param>
    internal static string Of(string hashes) => Convert.ToHexStringLower(
        SHA256.HashData(Encoding.ASCII.GetBytes(string.Join(' ', hashes.Split(' ').Order(StringComparer.Ordinal)))))[..12];
}
