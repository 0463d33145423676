namespace ActorBackprop.Lab.Collecting;

/// <summary>What the times of a run are worth; named wherever one is shown.</summary>
public enum TimeKind
{
    /// <summary>Measured on a machine.</summary>
    Measured,

    /// <summary>Simulated, on measurements of this very training.</summary>
    Simulated,

    /// <summary>Simulated with figures, links, laws or faults that nobody measured.</summary>
    SimulatedBeyondTheValidatedRange,
}
