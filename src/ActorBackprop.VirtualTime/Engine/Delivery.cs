using Akka.Actor;

namespace ActorBackprop.VirtualTime.Engine;

/// <summary>A message on its way.</summary>
internal sealed class Delivery(Pump pump, Resident? from, Resident to, Envelope envelope) : Occurrence
{
    public Resident? From => from;

    public Resident To => to;

    public Envelope Envelope => envelope;

    /// <summary>When it was told; it leaves when its sender's modelled work ends.</summary>
    public long ToldAt { get; } = pump.Now;

    /// <summary>When it leaves its sender.</summary>
    public required long DepartsAt { get; init; }

    /// <summary>When it is due, as far as that is known.</summary>
    public long ArrivesAt { get; set; }

    /// <summary>Its size; 0 where nothing depends on it.</summary>
    public long Bytes { get; set; }

    /// <summary>Time between its first and its last byte, as they come from the link.</summary>
    public long Length { get; set; }

    /// <summary>Whether it still has to pass the network card of the node it goes to.</summary>
    public bool IsBeforeCard { get; set; }

    public override void Happen() => pump.Arrive(this);

    /// <summary>The same message once more.</summary>
    public Delivery Copy() => new(pump, from, to, envelope) { DepartsAt = DepartsAt, Bytes = Bytes, Length = Length };
}
