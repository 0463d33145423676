namespace ActorBackprop.Studio.Stages;

/// <summary>Something that grows while it is shown. Each reader has a place in it and is sent what comes after.</summary>
public interface ITrail
{
    /// <summary>What it is called among the sections.</summary>
    string Name { get; }

    /// <summary>What came after a place, ready to be written; null if nothing did.</summary>
    /// <param name="place">The reader's place, 0 at first; moved to the end.</param>
    object? After(ref long place);
}
