namespace ActorBackprop.Lab.Collecting;

/// <summary>The words for <see cref="TimeKind"/>.</summary>
public static class Times
{
    /// <summary>As in a caption.</summary>
    public static string Name(this TimeKind kind) => kind switch
    {
        TimeKind.Measured => "measured",
        TimeKind.Simulated => "simulated",
        _ => "simulated beyond the validated range",
    };

    /// <summary>All that are in some runs, each once: measured; simulated.</summary>
    public static string NamesOf(IEnumerable<TimeKind> kinds) => string.Join("; ", kinds.Distinct().Order().Select(Name));
}

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
