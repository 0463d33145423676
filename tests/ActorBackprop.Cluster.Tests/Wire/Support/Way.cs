namespace ActorBackprop.Cluster.Tests.Wire.Support;

/// <summary>How the two ends of a pair are connected.</summary>
public enum Way
{
    Tcp,
    Tls,
    Shared,
    Akka,
}
