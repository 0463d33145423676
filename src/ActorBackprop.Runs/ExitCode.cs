namespace ActorBackprop.Runs;

/// <summary>The exit codes of the program, documented in docs/cli.md.</summary>
public enum ExitCode
{
    /// <summary>Success.</summary>
    Ok = 0,

    /// <summary>A bug.</summary>
    Unexpected = 1,

    /// <summary>A flag, environment variable or configuration file is wrong.</summary>
    Usage = 2,

    /// <summary>A data file is bad.</summary>
    Data = 3,

    /// <summary>Gradients or the parameters they lead to are no longer finite.</summary>
    Diverged = 4,

    /// <summary>All workers are lost.</summary>
    WorkersLost = 5,

    /// <summary>A checkpoint does not fit the request, or is damaged.</summary>
    Incompatible = 6,

    /// <summary>A result is wrong: the bits of this machine, or a gradient.</summary>
    WrongBits = 7,

    /// <summary>A file cannot be written or read.</summary>
    Io = 8,

    /// <summary>The training needs more memory than the process may use.</summary>
    Memory = 9,

    /// <summary>SIGHUP, for example from a closed terminal, after a checkpoint.</summary>
    HungUp = 129,

    /// <summary>Ctrl-C, after a checkpoint.</summary>
    Interrupted = 130,

    /// <summary>SIGQUIT, after a checkpoint.</summary>
    Quit = 131,

    /// <summary>SIGTERM, after a checkpoint.</summary>
    Terminated = 143,
}
