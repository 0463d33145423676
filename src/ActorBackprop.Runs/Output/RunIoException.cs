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
        : base($"Cannot {deed} {path}: {cause.Message.TrimEnd('.')}; look at the disk's free space and the permissions.", cause)
    {
    }
}
