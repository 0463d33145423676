namespace ActorBackprop.Testing;

/// <summary>A test of what only Linux has; elsewhere it is skipped, and says so.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class LinuxFactAttribute : FactAttribute
{
    public LinuxFactAttribute(string what = "a disk without space, /dev/full")
    {
        What = what;
        if (!OperatingSystem.IsLinux()) Skip = $"Only Linux has {what}.";
    }

    /// <summary>What it is a test of.</summary>
    public string What { get; }
}
