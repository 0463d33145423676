namespace ActorBackprop.VirtualTime;

/// <summary>Something was done that cannot be done in virtual time, such as telling an actor from another thread.</summary>
public sealed class VirtualTimeException(string message, Exception? cause = null) : InvalidOperationException(message, cause);
