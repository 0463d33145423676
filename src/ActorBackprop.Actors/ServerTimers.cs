namespace ActorBackprop.Actors;

/// <summary>To a server itself: too few workers were there for as long as it waits for them.</summary>
internal sealed class GiveUpIfShort
{
    public static readonly GiveUpIfShort Instance = new();
}

/// <summary>To a server itself, every time a part may take: look for parts that are overdue.</summary>
internal sealed class CheckOverdue
{
    public static readonly CheckOverdue Instance = new();
}
