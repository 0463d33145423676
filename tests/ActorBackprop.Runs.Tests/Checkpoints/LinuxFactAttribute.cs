namespace ActorBackprop.Runs.Tests.Checkpoints;

/// <summary>A test of something only Linux has; elsewhere it is skipped, and says so.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class LinuxFactAttribute : FactAttribute
{
    public LinuxFactAttribute()
    {
        if (!OperatingSystem.IsLinux()) Skip = "needs Linux: /dev/full is its disk without space";
    }
}
