namespace ActorBackprop.VirtualTime;

/// <summary>What can go wrong, and right again.</summary>
public enum FaultKind
{
    /// <summary>A message was lost for good: on its link, by chance, a full queue or a cut, or with its node before it could leave.</summary>
    Loss,

    /// <summary>A message came to an actor or node that is gone.</summary>
    Undeliverable,

    /// <summary>A message will arrive twice.</summary>
    Duplication,

    /// <summary>A message may be overtaken.</summary>
    Reordering,

    /// <summary>A node crashed.</summary>
    Crash,

    /// <summary>A node started again.</summary>
    Restart,

    /// <summary>A node left in an orderly way.</summary>
    Leave,

    /// <summary>A node stands still.</summary>
    Pause,

    /// <summary>A node goes on.</summary>
    Resume,

    /// <summary>Two nodes were cut off from each other.</summary>
    Cut,

    /// <summary>Two nodes reach each other again.</summary>
    Heal,

    /// <summary>A message was lost on its link and is sent again, one or more times.</summary>
    Retransmission,

    /// <summary>A connection broke under a message, which is lost for good.</summary>
    Break,
}
