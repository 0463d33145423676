using System.ComponentModel;
using ActorBackprop.Configuration;
using ActorBackprop.Learning.Data;
using ActorBackprop.Runs.Checkpoints;
using ActorBackprop.Runs.Files;
using ActorBackprop.Runs.Storage;

namespace ActorBackprop.Runs.Training;

/// <summary>The message and the exit code for an exception.</summary>
/// <param name="Code">The exit code.</param>
/// <param name="Sentence">What failed, where, and what to do.</param>
public sealed record Failure(ExitCode Code, string Sentence)
{
    /// <summary>Returns the failure for an exception or its inner exception; null for a bug.</summary>
    public static Failure? Of(Exception exception) =>
        Known(exception) ?? (exception.InnerException is { } cause ? Of(cause) : null);

    private static Failure? Known(Exception exception) => exception switch
    {
        RunException run => new(run.Code, run.Message),
        ConfigurationException or RunDirectoryException => new(ExitCode.Usage, exception.Message),
        DataFileException => new(ExitCode.Data, exception.Message),
        CheckpointException => new(ExitCode.Incompatible, exception.Message),
        RunIoException => new(ExitCode.Io, exception.Message),
        OutOfMemoryException => new(ExitCode.Memory, $"The process has used up its {MemoryNeed.Limit / 1e6:N0} MB of memory; "
            + "use narrower layers, a smaller minibatch or fewer workers."),
        // Errors without a message of the program: no more file descriptors, a missing temporary directory.
        IOException or UnauthorizedAccessException or Win32Exception => new(ExitCode.Io,
            $"The system refused: {Shown.Message(exception.Message)}; look at the disk's free space, the permissions, and the limits (ulimit -a)."),
        _ => null,
    };
}
