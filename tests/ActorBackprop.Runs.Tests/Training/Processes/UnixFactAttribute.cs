namespace ActorBackprop.Runs.Tests.Training.Processes;

/// <summary>A test of file modes.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class UnixFactAttribute : FactAttribute
{
    public UnixFactAttribute()
    {
        if (OperatingSystem.IsWindows()) Skip = "Windows has no file modes: who may read a file follows from its directory";
    }
}
