using ActorBackprop.Runs.Training;
using ActorBackprop.Runs;

namespace ActorBackprop.Cli;

/// <summary>Prints what went wrong as one line on the error stream, and returns the documented exit code.</summary>
internal static class Failures
{
    public static int Guard(Func<int> command)
    {
        try
        {
            return command();
        }
        catch (Exception exception) when (Failure.Of(exception) is { } failure)
        {
            Console.Error.WriteLine(OneLine.Of(Advice.For(exception) is { } advice ? $"{failure.Sentence} {advice}" : failure.Sentence));
            return (int)failure.Code;
        }
        catch (Exception bug)
        {
            Console.Error.WriteLine($"A bug in actorbackprop: {bug}");
            return (int)ExitCode.Unexpected;
        }
    }
}
