namespace ActorBackprop.Cluster.Wire.Frames;

/// <summary>What came is no frame, or says what cannot be; the link ends with it.</summary>
/// <param name="what">A sentence without its end.</param>
internal sealed class BadFrameException(string what) : Exception(what);
