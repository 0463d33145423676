namespace ActorBackprop.Benchmarks;

/// <summary>A peer that does not run on this machine.</summary>
/// <param name="message">Why, and which package brings it.</param>
internal sealed class PeerMissingException(string message) : Exception(message);
