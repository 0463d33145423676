namespace ActorBackprop.Cli.Tests.EndToEnd;

/// <summary>A test of what only Linux has; elsewhere it is skipped, and says so.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class LinuxFactAttribute : FactAttribute
{
    public LinuxFactAttribute(string what)
    {
        What = what;
        if (!OperatingSystem.IsLinux()) Skip = $"Only Linux has {what}.";
    }

    /// <summary>What it is a test of.</summary>
    public string What { get; }
}
