namespace ActorBackprop.Runs.Training;

/// <summary>A run cannot begin or go on, for a reason that the user can do something about.</summary>
/// <param name="code">What the program ends with.</param>
/// <param name="sentence">What is wrong, where, and what was expected, in terms of settings and facts.</param>
/// <param name="fault">What is wrong, for a program that knows what its user can do about it. Default: none of those.</param>
/// <param name="run">The directory of the run that a remedy would name; null for none.</param>
public sealed class RunException(ExitCode code, string sentence, RunFault fault = RunFault.Other, string? run = null) : Exception(sentence)
{
    /// <summary>What the program ends with.</summary>
    public ExitCode Code => code;

    /// <summary>What is wrong.</summary>
    public RunFault Fault => fault;

    /// <summary>The directory of the run that a remedy would name; null for none.</summary>
    public string? Run => run;
}

/// <summary>
/// What is wrong where the remedy depends on how the program is called. The library knows no flags: the command line adds the sentence
/// that names one.
/// </summary>
public enum RunFault
{
    /// <summary>Anything else: the sentence says all there is to do.</summary>
    Other,

    /// <summary>A run is to be resumed on data that it was not trained on.</summary>
    ResumedOnOtherData,

    /// <summary>The data of a trained network are no longer those it was trained on.</summary>
    TrainedOnOtherData,

    /// <summary>A simulated run is to be resumed.</summary>
    ResumedSimulation,

    /// <summary>A virtual time is given for a run in real time.</summary>
    NoVirtualTime,

    /// <summary>A run is to be compared that is unfinished.</summary>
    Unfinished,

    /// <summary>A training needs more workers than it can ever have.</summary>
    TooFewWorkers,

    /// <summary>A process is to have more workers than it has room for.</summary>
    TooManyWorkers,

    /// <summary>A training without actors is to be in a mode that needs them.</summary>
    SequentialMode,

    /// <summary>A simulation that learns nothing is to be stopped by what it learns.</summary>
    PatienceWithoutGradient,

    /// <summary>The port of the studio's page is taken.</summary>
    PortTaken,

    /// <summary>A seed is given to a sweep that varies the seed.</summary>
    SeedVaries,

    /// <summary>The directory of a sweep has a run of another sweep in it.</summary>
    OtherSweep,

    /// <summary>The address that a leader is to listen on is not this machine's, or taken.</summary>
    AddressTaken,

    /// <summary>The shared wire is required, and memory cannot be shared.</summary>
    NoSharedMemory,

    /// <summary>A worker process has found no leader in time.</summary>
    NoLeader,
}
