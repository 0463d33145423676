namespace ActorBackprop.Lab.Experiments;

/// <summary>How the runs of a sweep are run.</summary>
public enum SweepHost
{
    /// <summary>By actors in this process, in real time.</summary>
    Train,

    /// <summary>Without actors, on one thread, in real time; the same weights.</summary>
    Sequential,

    /// <summary>By actors in virtual time, in the world of a level.</summary>
    Simulate,
}
