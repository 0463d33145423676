using System.Diagnostics;
using ActorBackprop.Cluster.Transport;
using ActorBackprop.Cluster.Transport.Tcp;

namespace ActorBackprop.Runs.Training.Processes;

/// <summary>A request to train in several processes.</summary>
public sealed record ClusterRequest
{
    /// <summary>The number of worker processes to start on this machine; 0 waits for processes that join from elsewhere.</summary>
    public required int Processes { get; init; }

    /// <summary>Returns how to start a worker process. It gets the token in its environment and the rest as a <see cref="Child"/>.</summary>
    public required Func<ProcessStartInfo> Command { get; init; }

    /// <summary>The IP address to listen on, which workers connect to; IPv6 without brackets. Default: 127.0.0.1.</summary>
    public string Host { get; init; } = "127.0.0.1";

    /// <summary>The name that the user gave the address; null for the address. Default: null.</summary>
    public string? Name { get; init; }

    /// <summary>
    /// Returns the sentence on how to join, from the leader's address and the file with the token; the file is null if the user gave the token.
    /// Default: a sentence with both.
    /// </summary>
    public Func<string, string?, string> Invitation { get; init; } =
        static (leader, tokenFile) => $"Workers may join at {leader}" + (tokenFile is null ? "" : $" with the token in {tokenFile}");

    /// <summary>The port; 0 chooses a free one. Default: 0.</summary>
    public int Port { get; init; }

    /// <summary>Whether processes from elsewhere may join. Default: no.</summary>
    public bool Listens { get; init; }

    /// <summary>With fewer workers the run pauses, and ends when it has waited too long. Default: 1.</summary>
    public int MinWorkers { get; init; } = 1;

    /// <summary>The maximum number of restarts of worker processes within ten minutes, in total. Default: 10.</summary>
    public int MaxRestarts { get; init; } = 10;

    /// <summary>How long to wait for workers when there are too few. Default: 30 s.</summary>
    public TimeSpan WorkerPatience { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>The wire; null for the fastest available. Default: null.</summary>
    public WireKind? Wire { get; init; }

    /// <summary>Certificates; null for plain connections. Default: null.</summary>
    public WireTls? Tls { get; init; }

    /// <summary>The token; null creates one, and writes it to the run's directory if others may join. Default: null.</summary>
    public string? Token { get; init; }
}

/// <summary>The result of the worker processes of a run.</summary>
/// <param name="Processes">The maximum number of processes working at the same time.</param>
/// <param name="Restarts">The number of restarts.</param>
public sealed record ClusterResult(int Processes, int Restarts)
{
    /// <summary>The number of residuals of compressed gradients lost with processes that ended; null without residuals. Default: null.</summary>
    public int? ResidualsLost { get; init; }
}
