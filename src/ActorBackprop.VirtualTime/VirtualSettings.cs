namespace ActorBackprop.VirtualTime;

/// <summary>What a virtual system is told at its start.</summary>
public sealed record VirtualSettings
{
    /// <summary>Whatever is random depends on it alone. Default: 1.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>The size of a message in bytes, for bandwidths. Default: none has any.</summary>
    public Func<object, long> BytesOf { get; init; } = static _ => 0;

    /// <summary>
    /// What of a message's content goes into the log's hash, beside its type. It must be the same in every process: no
    /// reference, no default hash code of a string. Default: nothing.
    /// </summary>
    public Func<object, ulong> IdentityOf { get; init; } = static _ => 0;

    /// <summary>More of Akka's configuration, in HOCON. Default: none.</summary>
    public string Configuration { get; init; } = "";
}

/// <summary>Something was done that cannot be done in virtual time, such as telling an actor from another thread.</summary>
public sealed class VirtualTimeException(string message, Exception? cause = null) : InvalidOperationException(message, cause);
