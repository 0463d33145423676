namespace ActorBackprop.VirtualTime;

/// <summary>The settings of a virtual system.</summary>
public sealed record VirtualSettings
{
    /// <summary>The seed that all random draws depend on. Default: 1.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>Returns the size of a message in bytes, for bandwidths. Default: 0 for all.</summary>
    public Func<object, long> BytesOf { get; init; } = static _ => 0;

    /// <summary>
    /// Returns a number for a message's content, which goes into the log's hash beside its type. It must be the same in every process: no
    /// reference, no default hash code of a string. Default: 0 for all.
    /// </summary>
    public Func<object, ulong> IdentityOf { get; init; } = static _ => 0;

    /// <summary>The name of a message's type in the log's hash. Default: its full name, so that a hash changes with a namespace.</summary>
    public Func<Type, string> NameOf { get; init; } = static type => type.FullName!;

    /// <summary>Akka's further configuration, in HOCON. Default: none.</summary>
    public string Configuration { get; init; } = "";
}

/// <summary>Thrown when something is done that cannot be done in virtual time, such as telling an actor from another thread.</summary>
public sealed class VirtualTimeException(string message, Exception? cause = null) : InvalidOperationException(message, cause);
