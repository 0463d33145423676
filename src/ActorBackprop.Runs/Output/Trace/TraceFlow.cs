namespace ActorBackprop.Runs.Output.Trace;

/// <summary>One end of an arrow from an event to a later or simultaneous one.</summary>
public readonly record struct TraceFlow
{
    private TraceFlow(ulong id, bool isEnd) => (Id, IsEnd) = (id, isEnd);

    /// <summary>Which arrow.</summary>
    public ulong Id { get; }

    /// <summary>Whether this is its point.</summary>
    public bool IsEnd { get; }

    /// <summary>An arrow begins here.</summary>
    /// <param name="id">Its number, which no arrow has that has begun and not ended.</param>
    public static TraceFlow Begins(ulong id) => new(id, isEnd: false);

    /// <summary>An arrow ends here.</summary>
    /// <param name="id">Its number, as when it began.</param>
    public static TraceFlow Ends(ulong id) => new(id, isEnd: true);
}
