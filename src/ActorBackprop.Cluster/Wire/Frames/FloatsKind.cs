namespace ActorBackprop.Cluster.Wire.Frames;

/// <summary>Where the parameters of a part are.</summary>
internal enum FloatsKind : byte
{
    /// <summary>They follow the frame.</summary>
    Inline = 0,

    /// <summary>In a slot of the shared segment.</summary>
    Slot = 1,

    /// <summary>They are the version that came inline last.</summary>
    Same = 2,
}
