namespace ActorBackprop.Cli.Tests.EndToEnd.Processes;

/// <summary>A test with <see cref="TwoHosts"/>; where they cannot be made it is skipped, and says why.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class TwoHostsFactAttribute : FactAttribute
{
    public TwoHostsFactAttribute()
    {
        using var hosts = TwoHosts.TryMake(out var why);
        if (hosts is null) Skip = $"no network namespaces can be made here ({why})";
    }
}
