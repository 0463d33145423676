namespace ActorBackprop.Runs.Training;

/// <summary>Thrown when a run cannot begin or continue, for a reason that the user can change.</summary>
/// <param name="code">The exit code.</param>
/// <param name="sentence">What is wrong, where, and what was expected, in terms of settings and facts.</param>
/// <param name="fault">The kind of fault, from which a program derives a remedy. Default: other.</param>
/// <param name="run">The directory of the run that a remedy names; null for none.</param>
public sealed class RunException(ExitCode code, string sentence, RunFault fault = RunFault.Other, string? run = null) : Exception(sentence)
{
    /// <summary>The exit code.</summary>
    public ExitCode Code => code;

    /// <summary>The kind of fault.</summary>
    public RunFault Fault => fault;

    /// <summary>The directory of the run that a remedy names; null for none.</summary>
    public string? Run => run;
}

/// <summary>
/// The kinds of faults whose remedy depends on the program. The library knows no flags: the command line adds the sentence that names one.
/// </summary>
public enum RunFault
{
    /// <summary>Any other fault: the message names the remedy.</summary>
    Other,

    /// <summary>Resume on other data than the run was trained on.</summary>
    ResumedOnOtherData,

    /// <summary>The data of a trained network have changed.</summary>
    TrainedOnOtherData,

    /// <summary>Resume of a simulated run.</summary>
    ResumedSimulation,

    /// <summary>A virtual time for a run in real time.</summary>
    NoVirtualTime,

    /// <summary>Comparison with an unfinished run.</summary>
    Unfinished,

    /// <summary>More workers required than can ever join.</summary>
    TooFewWorkers,

    /// <summary>More workers than allowed in one process.</summary>
    TooManyWorkers,

    /// <summary>A training without actors in a mode that needs them.</summary>
    SequentialMode,

    /// <summary>Patience in a simulation without gradients.</summary>
    PatienceWithoutGradient,

    /// <summary>The port of the studio's page is taken.</summary>
    PortTaken,

    /// <summary>A seed for a sweep that varies the seed.</summary>
    SeedVaries,

    /// <summary>The directory of a sweep has a run of another sweep.</summary>
    OtherSweep,

    /// <summary>The address to listen on is in use or belongs to another machine.</summary>
    AddressTaken,

    /// <summary>The shared wire is required, but memory cannot be shared.</summary>
    NoSharedMemory,

    /// <summary>A worker process found no leader in time.</summary>
    NoLeader,
}
