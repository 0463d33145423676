namespace ActorBackprop.Cluster.Tests.Transport.Support;

/// <summary>A fact of memory that processes share, which only Linux has.</summary>
internal sealed class LinuxFactAttribute : FactAttribute
{
    public LinuxFactAttribute()
    {
        if (!OperatingSystem.IsLinux()) Skip = "memory is shared through /dev/shm, which only Linux has";
    }
}
