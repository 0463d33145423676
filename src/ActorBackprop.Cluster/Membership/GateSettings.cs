using ActorBackprop.Cluster.Transport;

namespace ActorBackprop.Cluster.Membership;

/// <summary>The training that a gate offers, with which a worker process must agree to join.</summary>
public sealed record GateSettings
{
    /// <summary>The version of the handshake and the wire.</summary>
    public const int Protocol = 3;

    private const string UseTheSame = "use the same version of the program on both";

    /// <summary>The training.</summary>
    public required WireContract Contract { get; init; }

    /// <summary>The resolved settings, in the form of their file.</summary>
    public required string Configuration { get; init; }

    /// <summary>The SHA-256 of the settings that the weights depend on.</summary>
    public required string ConfigurationSha256 { get; init; }

    /// <summary>The SHA-256 of the images.</summary>
    public required string DataSha256 { get; init; }

    /// <summary>The identity of this build.</summary>
    public required string Build { get; init; }

    /// <summary>Whether the server may cancel parts, so that a worker process must listen while it computes. Default: false.</summary>
    public bool CancelsParts { get; init; }

    /// <summary>The maximum number of workers at a time. Default: 1024.</summary>
    public int MaxWorkers { get; init; } = 1024;

    /// <summary>The network as text, as in 784-30-10.</summary>
    public string Network => Contract.Plan.Network.ToString()!;

    /// <summary>Returns the reason to refuse a request, as a clause; null if there is none so far.</summary>
    public string? RejectionReason(JoinRequest request)
    {
        if (request.Protocol != Protocol) return $"the leader speaks protocol {Protocol}, the worker {request.Protocol}; {UseTheSame}";
        if (request.Build != Build) return $"the leader is build {Build}, the worker build {request.Build}, from different sources; {UseTheSame}";
        return request.Workers is < 1 or > 1024 ? $"expected 1 to 1024 workers, found {request.Workers}" : null;
    }

    /// <summary>Returns the reason to refuse a process that has prepared the offer, as a clause; null if there is none.</summary>
    public string? RejectionReason(JoinReady ready)
    {
        if (ready.Network != Network) return $"the leader trains {Network}, the worker {ready.Network}";
        if (ready.ConfigurationSha256 != ConfigurationSha256)
            return $"the leader's settings are {Short(ConfigurationSha256)}, the worker's {Short(ready.ConfigurationSha256)}; {UseTheSame}";
        return ready.DataSha256 != DataSha256
            ? $"the leader's images are {Short(DataSha256)}, the worker's {Short(ready.DataSha256)}; use the same images on both"
            : null;
    }

    private static string Short(string hash) => hash.Length > 12 ? hash[..12] + "…" : hash;
}
