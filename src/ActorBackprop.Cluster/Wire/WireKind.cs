namespace ActorBackprop.Cluster.Wire;

/// <summary>How parameters and gradients travel.</summary>
public enum WireKind
{
    /// <summary>On one machine: through memory that both processes map. The stream only says that something is there.</summary>
    Shared,

    /// <summary>Through a TCP connection of their own.</summary>
    Tcp,

    /// <summary>In chunks, between two actors, through Akka.Remote.</summary>
    Akka,
}
