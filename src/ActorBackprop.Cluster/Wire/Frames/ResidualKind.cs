namespace ActorBackprop.Cluster.Wire.Frames;

/// <summary>With what a process begins on the residual of a microbatch's place.</summary>
internal enum ResidualKind : byte
{
    /// <summary>What it has.</summary>
    Kept = 0,

    /// <summary>Nothing is left out so far.</summary>
    Zero = 1,

    /// <summary>It follows the frame.</summary>
    Follows = 2,
}
