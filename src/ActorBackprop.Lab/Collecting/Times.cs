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
