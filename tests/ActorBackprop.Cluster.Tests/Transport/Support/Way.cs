namespace ActorBackprop.Cluster.Tests.Transport.Support;

/// <summary>How the two ends of a pair are connected.</summary>
public enum Way
{
    Tcp,
    Tls,
    Shared,
    Akka,
}
