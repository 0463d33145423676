namespace ActorBackprop.Cluster.Tests.Transport.Support;

/// <summary>As <see cref="LinuxFactAttribute"/>, for several data.</summary>
internal sealed class LinuxTheoryAttribute : TheoryAttribute
{
    public LinuxTheoryAttribute() => Skip = new LinuxFactAttribute().Skip;
}
