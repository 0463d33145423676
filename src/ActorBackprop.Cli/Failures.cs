using ActorBackprop.Runs;
using ActorBackprop.Runs.Training;

namespace ActorBackprop.Cli;

/// <summary>Prints failures, one line each on the error stream.</summary>
internal static class Failures
{
    /// <summary>Runs a command; prints its failure, and returns the documented exit code.</summary>
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

/// <summary>Says what to do about a failure, in sentences with commands and flags, which the libraries do not know.</summary>
internal static class Advice
{
    /// <summary>Returns the sentence for an exception; null where its own message says what to do.</summary>
    public static string? For(Exception exception) => exception switch
    {
        RunException { Fault: not RunFault.Other } run => For(run.Fault, run.Run),
        OutOfMemoryException => "train --dry-run says how much a training needs.",
        { InnerException: { } cause } => For(cause),
        _ => null,
    };

    private static string? For(RunFault fault, string? run) => fault switch
    {
        RunFault.ResumedOnOtherData => "Specify the same directory with --data.",
        RunFault.TrainedOnOtherData => "To use other data, name its directory with --data (evaluate, explain).",
        RunFault.ResumedSimulation => $"Replay it from its beginning: actorbackprop replay {run}",
        RunFault.NoVirtualTime => "Leave out --until.",
        RunFault.Unfinished => $"Finish it: actorbackprop train --resume {run}",
        RunFault.TooFewWorkers => "Lower --min-workers, or let other workers join with --listen.",
        RunFault.TooManyWorkers => "More workers can be simulated: actorbackprop simulate.",
        RunFault.SequentialMode => "Leave out --sequential or the mode.",
        RunFault.PatienceWithoutGradient => "Leave out --no-gradient or the patience.",
        RunFault.PortTaken => "Choose another port with --port, or leave out --port for a free one.",
        RunFault.SeedVaries => "Specify the seeds with --seeds.",
        RunFault.OtherSweep => "Choose another directory with --out.",
        RunFault.AddressTaken => "Choose another address or port with --listen.",
        RunFault.NoSharedMemory => "Leave out --wire shared; gradients then use TCP.",
        RunFault.NoLeader => "Wait longer with --wait-for-leader.",
        _ => null,
    };
}
