using ActorBackprop.Cluster.Wire.Tcp;

namespace ActorBackprop.Runs.Training.Processes;

/// <summary>What a worker process is asked to do.</summary>
public sealed record WorkerRequest
{
    /// <summary>The leader's name or address.</summary>
    public required string Host { get; init; }

    /// <summary>The leader's port; of no meaning for one of the leader's own.</summary>
    public required int Port { get; init; }

    /// <summary>What one of the leader's own is told, the port among it; null for any other. Default: null.</summary>
    public Child? Child { get; init; }

    /// <summary>The run's secret.</summary>
    public required string Token { get; init; }

    /// <summary>Workers to start. Default: 1.</summary>
    public int Workers { get; init; } = 1;

    /// <summary>Where the images are on this machine; null for where the leader has them. Default: null.</summary>
    public string? Data { get; init; }

    /// <summary>Certificates; null for plain connections. Default: null.</summary>
    public WireTls? Tls { get; init; }
}
