namespace ActorBackprop.Runs.Output;

/// <summary>
/// A directory that cannot be a run's. The message is one sentence for the user; the command line prints it and exits
/// with code 2.
/// </summary>
public sealed class RunDirectoryException : Exception
{
    /// <summary>An exception with its sentence.</summary>
    public RunDirectoryException(string message) : base(message)
    {
    }
}
