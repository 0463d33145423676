using ActorBackprop.Learning.Data;
using ActorBackprop.Runs.Checkpoints;
using ActorBackprop.Runs.Configuration;
using ActorBackprop.Runs.Output;

namespace ActorBackprop.Runs.Training;

/// <summary>What the program ends with for an exception whose message is a sentence for the user.</summary>
public static class FailureCode
{
    /// <summary>The exit code; null where the exception is a bug.</summary>
    public static ExitCode? Of(Exception failure) => failure switch
    {
        RunException run => run.Code,
        ConfigurationException or RunDirectoryException => ExitCode.Usage,
        DataFileException => ExitCode.Data,
        CheckpointException => ExitCode.Incompatible,
        RunIoException => ExitCode.Io,
        _ => null,
    };
}
