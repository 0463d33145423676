namespace ActorBackprop.Runs.Output;

/// <summary>
/// A run's files cannot be written or read: a full disk, a missing permission, a damaged line. The message is one sentence
/// for the user; the command line prints it and exits with code 8.
/// </summary>
public sealed class RunIoException : Exception
{
    /// <summary>An exception with its sentence.</summary>
    public RunIoException(string message) : base(message)
    {
    }

    /// <summary>What the system refused to do.</summary>
    /// <param name="deed">What was tried, as in "write".</param>
    /// <param name="path">The file or directory.</param>
    /// <param name="cause">The system's answer.</param>
    public RunIoException(string deed, string path, Exception cause)
        : base($"Cannot {deed} {path}: {WhyOf(deed, path, cause)}.", cause)
    {
    }

    // Neither the disk nor the permissions are to blame where a path is not one of a file.
    private static string WhyOf(string deed, string path, Exception cause) =>
        deed == "write" && Directory.Exists(path) ? "it is a directory; name a file"
        : deed == "write" && cause is DirectoryNotFoundException ? $"there is no directory {Path.GetDirectoryName(path)}; make it first"
        : $"{cause.Message.TrimEnd('.')}; look at {(deed == "read" ? "the file and its" : "the disk's free space and the")} permissions";
}
