using ActorBackprop.Runs.Training;

namespace ActorBackprop.Cli;

/// <summary>What to do about a failure: the sentences that name commands and flags, which the libraries do not know.</summary>
internal static class Advice
{
    /// <summary>Returns the sentence for an exception; null where its own message says all there is to do.</summary>
    public static string? For(Exception exception) => exception switch
    {
        RunException { Fault: not RunFault.Other } run => For(run.Fault, run.Run),
        OutOfMemoryException => "train --dry-run says how much a training needs.",
        { InnerException: { } cause } => For(cause),
        _ => null,
    };

    private static string? For(RunFault fault, string? run) => fault switch
    {
        RunFault.ResumedOnOtherData => "Name the same directory with --data.",
        RunFault.TrainedOnOtherData => "evaluate and explain measure other data with --data.",
        RunFault.ResumedSimulation => $"Replay it from its beginning: actorbackprop replay {run}",
        RunFault.NoVirtualTime => "Leave --until out.",
        RunFault.Unfinished => $"Finish it: actorbackprop train --resume {run}",
        RunFault.TooFewWorkers => "Lower --min-workers, or let other workers join with --listen.",
        RunFault.TooManyWorkers => "More workers can be simulated: actorbackprop simulate.",
        RunFault.SequentialMode => "Leave out --sequential, or the mode.",
        RunFault.PatienceWithoutGradient => "Leave out --no-gradient, or the patience.",
        RunFault.PortTaken => "Name another port with --port, or leave --port out for a free one.",
        RunFault.SeedVaries => "Name the seeds with --seeds.",
        RunFault.OtherSweep => "Name another directory with --out.",
        RunFault.AddressTaken => "Name another address or port with --listen.",
        RunFault.NoSharedMemory => "Leave out --wire shared, and gradients go through TCP.",
        RunFault.NoLeader => "Let it look longer with --wait-for-leader.",
        _ => null,
    };
}
