using System.Security.Cryptography;
using System.Text;

namespace ActorBackprop.Runs.Training.Processes;

/// <summary>
/// The identity of this build: a hash of the sources that the weights and the wire depend on. The directory, the commit, the compiler and its
/// options (Debug, Release) do not count.
/// </summary>
internal static partial class BuildIdentity
{
    /// <summary>12 hexadecimal digits.</summary>
    public static string Text { get; } = Of(SourceHashes);

    /// <summary>Returns the identity of sources.</summary>
    /// <param name="hashes">The SHA-256 of each source, separated by spaces. The order, which depends on the file system, does not count.</param>
    internal static string Of(string hashes) => Convert.ToHexStringLower(
        SHA256.HashData(Encoding.ASCII.GetBytes(string.Join(' ', hashes.Split(' ').Order(StringComparer.Ordinal)))))[..12];
}
