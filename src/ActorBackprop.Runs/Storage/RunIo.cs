namespace ActorBackprop.Runs.Storage;

/// <summary>The one door between the system's many exceptions and <see cref="RunIoException"/>.</summary>
internal static class RunIo
{
    /// <summary>Does something with a file.</summary>
    /// <param name="deed">What it is, as in "read".</param>
    /// <param name="path">The file or directory.</param>
    /// <param name="action">Does it.</param>
    /// <exception cref="RunIoException">The system refuses.</exception>
    public static T Do<T>(string deed, string path, Func<T> action)
    {
        try
        {
            return action();
        }
        catch (Exception e) when (IsIo(e))
        {
            throw new RunIoException(deed, path, e);
        }
    }

    /// <summary>Does something with a file, as the other overload.</summary>
    public static void Do(string deed, string path, Action action) => Do(deed, path, () =>
    {
        action();
        return true;
    });

    /// <summary>Whether the system refused, rather than a caller erred.</summary>
    public static bool IsIo(Exception e) => e is IOException or UnauthorizedAccessException;

    /// <summary>Deletes what nobody needs any more; where that fails it stays, and harms nobody.</summary>
    public static void TryDelete(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (Exception e) when (IsIo(e))
        {
            // Somebody looks at it on a system that forbids deleting then: the next call gets it.
        }
    }
}

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
