namespace ActorBackprop.Actors.Protocol;

/// <summary>Who a worker is.</summary>
/// <param name="Number">Its place, from 0; kept when it is restarted.</param>
/// <param name="Incarnation">How often this place has been started, from 1. What an older one still sends is refused.</param>
public readonly record struct WorkerId(int Number, int Incarnation)
{
    /// <summary>As worker 2 (incarnation 1).</summary>
    public override string ToString() => $"worker {Number} (incarnation {Incarnation})";
}
