namespace ActorBackprop.Cluster.Wire.Frames;

/// <summary>Parameters that came through the stream, and how many parts are computed on them.</summary>
/// <param name="version">Which.</param>
/// <param name="floats">The parameters.</param>
internal sealed class ReceivedVersion(long version, Memory<float> floats)
{
    /// <summary>Which.</summary>
    public long Version { get; } = version;

    /// <summary>The parameters.</summary>
    public Memory<float> Floats { get; } = floats;

    /// <summary>Parts on them that are not answered.</summary>
    public int Readers { get; set; }
}
