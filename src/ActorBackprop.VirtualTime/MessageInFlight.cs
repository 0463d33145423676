namespace ActorBackprop.VirtualTime;

/// <summary>A message under way from one node to another.</summary>
/// <param name="From">Where it comes from.</param>
/// <param name="To">Where it goes.</param>
/// <param name="Message">What it is.</param>
/// <param name="Bytes">Its size.</param>
/// <param name="Departs">When it left.</param>
/// <param name="Arrives">When it is due.</param>
public readonly record struct MessageInFlight(Node From, Node To, object Message, long Bytes, TimeSpan Departs, TimeSpan Arrives);
