namespace ActorBackprop.Cluster.Tests.Processes;

/// <summary>A fact that is shown with processes of a shell.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class UnixFactAttribute : FactAttribute
{
    public UnixFactAttribute()
    {
        if (OperatingSystem.IsWindows()) Skip = "the harmless processes are those of a Unix shell";
    }
}
