namespace ActorBackprop.Cluster.Wire.Frames;

/// <summary>What a frame is; its first byte.</summary>
internal enum FrameKind : byte
{
    /// <summary>Leader to worker: where the shared memory is.</summary>
    Share = 1,

    /// <summary>Worker to leader: whether it can use it.</summary>
    Shared = 2,

    /// <summary>Leader to worker: compute a part.</summary>
    Compute = 3,

    /// <summary>Worker to leader: a worker is here.</summary>
    Register = 4,

    /// <summary>Worker to leader: a part's sums.</summary>
    Gradient = 5,

    /// <summary>Worker to leader: the process is about to go.</summary>
    Leave = 6,

    /// <summary>Leader to worker: stop computing a part.</summary>
    Cancel = 7,

    /// <summary>Worker to leader: a cancelled part is no longer being computed, so its memory is free.</summary>
    Cancelled = 8,
}
