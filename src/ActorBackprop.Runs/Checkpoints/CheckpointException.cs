namespace ActorBackprop.Runs.Checkpoints;

/// <summary>
/// A checkpoint that cannot be gone on from: damaged, foreign, or none at all. The message is one sentence for the user;
/// the command line prints it and exits with code 6.
/// </summary>
public sealed class CheckpointException : Exception
{
    /// <summary>An exception with its sentence.</summary>
    public CheckpointException(string message) : base(message)
    {
    }

    /// <summary>An exception with its sentence and what caused it.</summary>
    public CheckpointException(string message, Exception innerException) : base(message, innerException)
    {
    }
}
