namespace ActorBackprop.Actors;

/// <summary>A worker's computation failed; the worker crashes with it and its supervisor decides.</summary>
public sealed class PartFailedException(string message, Exception cause) : Exception(message, cause);
