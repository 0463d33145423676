using ActorBackprop.Configuration;

namespace ActorBackprop.Runs.Storage;

/// <summary>Turns the exceptions of file operations into a <see cref="RunIoException"/>.</summary>
internal static class RunIo
{
    /// <summary>Runs a file operation and returns its result.</summary>
    /// <param name="operation">The verb for the message: "read".</param>
    /// <param name="path">The file or directory.</param>
    /// <param name="action">The operation.</param>
    /// <exception cref="RunIoException">The operation failed.</exception>
    public static T Do<T>(string operation, string path, Func<T> action)
    {
        try
        {
            return action();
        }
        catch (Exception e) when (IsIo(e))
        {
            throw new RunIoException(operation, path, e);
        }
    }

    /// <summary>Runs a file operation without a result.</summary>
    /// <exception cref="RunIoException">The operation failed.</exception>
    public static void Do(string operation, string path, Action action) => Do(operation, path, () =>
    {
        action();
        return true;
    });

    /// <summary>Returns the text of a file.</summary>
    /// <exception cref="RunIoException">The file cannot be read, or is too large.</exception>
    public static string ReadText(string path) => Do("read", path, () => BoundedFile.ReadAllText(path));

    /// <summary>Returns whether an exception comes from the file system, and not from a bug.</summary>
    public static bool IsIo(Exception e) => e is IOException or UnauthorizedAccessException;

    /// <summary>Creates a file that only its owner may read.</summary>
    /// <param name="path">The file.</param>
    /// <param name="mode">Whether the file may exist.</param>
    /// <param name="text">The content, UTF-8.</param>
    /// <exception cref="IOException">The file exists although it may not, or cannot be written.</exception>
    public static void WritePrivate(string path, FileMode mode, string text)
    {
        var options = new FileStreamOptions { Mode = mode, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using var file = new StreamWriter(path, options);
        file.Write(text);
    }

    /// <summary>Deletes a file that is no longer needed, if possible.</summary>
    public static void TryDelete(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (Exception e) when (IsIo(e))
        {
            // Another program may have it open, which forbids deleting on Windows: the next call deletes it.
        }
    }
}

/// <summary>
/// Thrown when a file of a run cannot be written or read: a full disk, a missing permission, a damaged line. The message is one sentence for
/// the user; the command line prints it and exits with code 8.
/// </summary>
public sealed class RunIoException : Exception
{
    /// <summary>Creates the exception with its message.</summary>
    public RunIoException(string message) : base(message)
    {
    }

    /// <summary>Creates the exception for a failed file operation.</summary>
    /// <param name="operation">The verb for the message: "write".</param>
    /// <param name="path">The file or directory.</param>
    /// <param name="cause">The system's exception.</param>
    public RunIoException(string operation, string path, Exception cause)
        : base($"Cannot {operation} {path}: {ReasonOf(operation, path, cause)}.", cause)
    {
    }

    // A wrong path is neither the disk's fault nor one of permissions.
    private static string ReasonOf(string operation, string path, Exception cause) =>
        operation == "write" && Directory.Exists(path) ? "it is a directory; name a file"
        : operation == "write" && cause is DirectoryNotFoundException ? $"there is no directory {Path.GetDirectoryName(path)}; create it first"
        : $"{cause.Message.TrimEnd('.')}; look at {(operation == "read" ? "the file and its" : "the disk's free space and the")} permissions";
}
