using ActorBackprop.Cluster.Transport.Tcp;

namespace ActorBackprop.Runs.Training.Processes;

/// <summary>What a worker process is asked to do.</summary>
public sealed record WorkerRequest
{
    /// <summary>The leader's name or address; an IPv6 address without brackets. One of the leader's own has an address.</summary>
    public required string Host { get; init; }

    /// <summary>The leader's port; of no meaning for one of the leader's own.</summary>
    public required int Port { get; init; }

    /// <summary>What one of the leader's own is told, the port among it; null for any other. Default: null.</summary>
    public Child? Child { get; init; }

    /// <summary>The leader as it is named in sentences.</summary>
    public string Leader => Host.Contains(':') ? $"[{Host}]:{Port}" : $"{Host}:{Port}";

    /// <summary>Whether addresses beyond this machine are left out. Default: no.</summary>
    public bool LoopbackOnly { get; init; }

    /// <summary>How long to look for the leader, at first and whenever it is gone. Default: 60 s.</summary>
    public TimeSpan WaitForLeader { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>Gets sentences about the wait for the leader. Default: they are dropped.</summary>
    public Action<string> Say { get; init; } = static _ => { };

    /// <summary>Finds the run's secret, each time this process joins: a leader that is started again may have another.</summary>
    public required Func<string> Token { get; init; }

    /// <summary>Workers to start. Default: 1.</summary>
    public int Workers { get; init; } = 1;

    /// <summary>Where the images are on this machine; null for where the leader has them. Default: null.</summary>
    public string? Data { get; init; }

    /// <summary>Certificates; null for plain connections. Default: null.</summary>
    public WireTls? Tls { get; init; }
}
