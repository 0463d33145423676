using System.ComponentModel;
using ActorBackprop.Configuration;
using ActorBackprop.Learning.Data;
using ActorBackprop.Runs.Checkpoints;
using ActorBackprop.Runs.Files;
using ActorBackprop.Runs.Storage;
using ActorBackprop.Runs.Training;

namespace ActorBackprop.Runs.Tests.Training;

/// <summary>What a user does, or the system refuses, is never a bug.</summary>
public sealed class FailureTests
{
    public static TheoryData<Exception, ExitCode, string> Known => new()
    {
        { new RunException(ExitCode.WrongBits, "why"), ExitCode.WrongBits, "why" },
        { new ConfigurationException("why"), ExitCode.Usage, "why" },
        { new RunDirectoryException("why"), ExitCode.Usage, "why" },
        { new DataFileException("x", 5, "a", "b"), ExitCode.Data, "x, byte 5: expected a, found b." },
        { new CheckpointException("why"), ExitCode.Incompatible, "why" },
        { new RunIoException("why"), ExitCode.Io, "why" },
        { new IOException("Too many open files"), ExitCode.Io, "The system refused: Too many open files; look at" },
        { new UnauthorizedAccessException("Access is denied."), ExitCode.Io, "The system refused: Access is denied; look at" },
        { new Win32Exception(24, "Too many open files"), ExitCode.Io, "The system refused: Too many open files; look at" },
        { new InsufficientMemoryException(), ExitCode.Memory, "The process has used up its " },
    };

    [Theory, MemberData(nameof(Known))]
    public void A_known_exception_is_a_sentence_with_its_code_wherever_it_is_wrapped(Exception exception, ExitCode code, string says)
    {
        Exception[] wrapped = [exception, new AggregateException(exception), new TypeInitializationException("T", new AggregateException(exception))];
        foreach (var failure in wrapped.Select(Failure.Of))
        {
            Assert.Equal(code, failure?.Code);
            Assert.StartsWith(says, failure?.Sentence, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Anything_else_is_a_bug() => Assert.Null(Failure.Of(new InvalidOperationException("why", new FormatException())));
}
