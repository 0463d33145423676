namespace ActorBackprop.Actors.Protocol;

/// <summary>Why a gradient was refused. The weights never see it, and the training goes on.</summary>
public enum Refusal
{
    /// <summary>From another run, from nobody registered, or of a part its sender was not dealt.</summary>
    Foreign,

    /// <summary>From an incarnation that has been followed by a newer one.</summary>
    Superseded,

    /// <summary>For a step that is complete.</summary>
    Late,

    /// <summary>Of a part that is in already.</summary>
    Duplicate,

    /// <summary>Its sums are not those of the part's nodes, or have not the parameters' length.</summary>
    Misshapen,

    /// <summary>One of its numbers is infinite or NaN.</summary>
    NonFinite,

    /// <summary>Its step was taken without it, as the consistency mode allows; it is counted, and what is wanted of it is dealt again.</summary>
    Dropped,
}
