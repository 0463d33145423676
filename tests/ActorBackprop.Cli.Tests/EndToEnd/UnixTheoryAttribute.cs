namespace ActorBackprop.Cli.Tests.EndToEnd;

/// <summary>A test of signals.</summary>
internal sealed class UnixTheoryAttribute : TheoryAttribute
{
    public UnixTheoryAttribute()
    {
        if (OperatingSystem.IsWindows()) Skip = "On Windows a process cannot send Ctrl-C to another one that has no console.";
    }
}
