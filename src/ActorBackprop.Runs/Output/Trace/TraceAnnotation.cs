namespace ActorBackprop.Runs.Output.Trace;

/// <summary>Something to read when an event is clicked: a name, and a number or a text.</summary>
public readonly record struct TraceAnnotation
{
    /// <summary>A number.</summary>
    public TraceAnnotation(string name, long number) => (Name, Number) = (name, number);

    /// <summary>A text.</summary>
    public TraceAnnotation(string name, string text) => (Name, Text) = (name, text);

    /// <summary>What it is.</summary>
    public string Name { get; }

    /// <summary>The number, where there is no text.</summary>
    public long Number { get; }

    /// <summary>The text; null where it is a number.</summary>
    public string? Text { get; }
}
