using ActorBackprop.Runs.Training;

namespace ActorBackprop.Cli;

/// <summary>Turns what went wrong into one sentence on the error stream and the documented exit code.</summary>
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
            Console.Error.WriteLine(OneLine.Of(failure.Sentence));
            return (int)failure.Code;
        }
        catch (Exception bug)
        {
            Console.Error.WriteLine($"A bug in actorbackprop: {bug}");
            return (int)ExitCode.Unexpected;
        }
    }
}
