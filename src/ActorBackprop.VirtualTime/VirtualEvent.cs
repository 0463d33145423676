namespace ActorBackprop.VirtualTime;

/// <summary>One line of the log: a message was handled, or something went wrong.</summary>
/// <param name="Number">Which, counted from 0.</param>
/// <param name="At">When.</param>
/// <param name="Fault">What went wrong; null if a message was handled.</param>
/// <param name="From">The node it came from; where it came from none, outside.</param>
/// <param name="To">The node it went to; of a fault of one node, that node.</param>
/// <param name="FromActor">The path of the actor that told it; empty where none did.</param>
/// <param name="ToActor">The path of the actor it was told; empty where there is none.</param>
/// <param name="Message">The message; null for what happens to a node.</param>
/// <param name="Departed">When the message left.</param>
public readonly record struct VirtualEvent(
    long Number, TimeSpan At, FaultKind? Fault, Node From, Node To, string FromActor, string ToActor, object? Message, TimeSpan Departed);
