namespace ActorBackprop.Cli.Tests.EndToEnd.Processes;

/// <summary>A test with <see cref="SmallSharedMemory"/>; where there is none it is skipped, and says why.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class SmallSharedMemoryFactAttribute : FactAttribute
{
    public SmallSharedMemoryFactAttribute()
    {
        if (SmallSharedMemory.WhyNot() is { Length: > 0 } why) Skip = $"no mount namespace can be made here ({why})";
    }
}
