using ActorBackprop.Cluster.Transport.Tcp;

namespace ActorBackprop.Runs.Training.Processes;

/// <summary>A request to run a worker process.</summary>
public sealed record WorkerRequest
{
    /// <summary>The leader's name or address; an IPv6 address without brackets. For a child of the leader, an address.</summary>
    public required string Host { get; init; }

    /// <summary>The leader's port; ignored for a child of the leader.</summary>
    public required int Port { get; init; }

    /// <summary>What a child reads from its leader; null for other processes. Default: null.</summary>
    public Child? Child { get; init; }

    /// <summary>The display name of the leader.</summary>
    public string Leader => Host.Contains(':') ? $"[{Host}]:{Port}" : $"{Host}:{Port}";

    /// <summary>Whether only addresses of this machine are used. Default: no.</summary>
    public bool LoopbackOnly { get; init; }

    /// <summary>How long to look for the leader, before it starts and after it is lost. Default: 60 s.</summary>
    public TimeSpan WaitForLeader { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>Receives sentences about the wait for the leader. Default: they are discarded.</summary>
    public Action<string> Say { get; init; } = static _ => { };

    /// <summary>Returns the token, each time this process joins: a restarted leader may have another.</summary>
    public required Func<string> Token { get; init; }

    /// <summary>The number of workers. Default: 1.</summary>
    public int Workers { get; init; } = 1;

    /// <summary>The directory of the images on this machine; null for the same as the leader's. Default: null.</summary>
    public string? Data { get; init; }

    /// <summary>Certificates; null for plain connections. Default: null.</summary>
    public WireTls? Tls { get; init; }
}
