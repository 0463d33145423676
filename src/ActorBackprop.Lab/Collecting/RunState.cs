namespace ActorBackprop.Lab.Collecting;

/// <summary>How far a run has come.</summary>
public enum RunState
{
    /// <summary>It has not come to an end: it waits, runs, or was killed or stopped.</summary>
    Unfinished,

    /// <summary>It has come to its end.</summary>
    Finished,

    /// <summary>It has ended otherwise, or could not begin.</summary>
    Failed,
}
