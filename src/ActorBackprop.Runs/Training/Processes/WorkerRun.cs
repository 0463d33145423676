using System.Net;
using System.Net.Sockets;
using ActorBackprop.Cluster.Hosts;
using ActorBackprop.Cluster.Joining;
using ActorBackprop.Cluster.Processes;
using ActorBackprop.Runs.Configuration;

namespace ActorBackprop.Runs.Training.Processes;

/// <summary>A worker process: computes gradients for a leader until the training is over.</summary>
public static class WorkerRun
{
    private static readonly TimeSpan TimeToStop = TimeSpan.FromSeconds(2);

    /// <summary>Runs it to its end.</summary>
    /// <param name="request">Where to join, and with what.</param>
    /// <param name="leave">Asks it to leave: its parts are dealt again at once.</param>
    /// <returns>Why it ended, as a sentence.</returns>
    /// <exception cref="RunException">It was refused, or the leader is gone.</exception>
    public static string Execute(WorkerRequest request, CancellationToken leave)
    {
        var early = request.Child is { } child ? PrepareEarly(child, request.Data) : null;
        using var system = ClusterSystem.Start(
            ClusterRun.ConfigureWorker(request.Child is not null), AddressTowards(request), 0, request.Token, request.Tls);
        if (PortOf(request, leave) is not { } port) return "Left: it was asked to.";
        var outcome = WorkerHost.Run(system, new RecruitSettings
        {
            Leader = ClusterSystem.LeaderAt(request.Host, port, request.Tls),
            Workers = request.Workers,
            Child = request.Child is null ? null : ParentWatch.Key,
            Build = BuildIdentity.Text,
            Prepare = offer => Expected(early, offer.Configuration) ?? Prepare(offer.Configuration, request.Data),
            Tls = request.Tls,
        }, leave);
        system.Terminate().Wait(TimeToStop, CancellationToken.None);
        return outcome.End switch
        {
            WorkerEnd.Over => $"The training is over: {outcome.Why}.",
            WorkerEnd.Left => $"Left: {outcome.Why}.",
            WorkerEnd.Refused => throw new RunException(ExitCode.Incompatible,
                $"Could not join {request.Host}:{port}: {outcome.Why.TrimEnd('.')}."),
            _ => throw new RunException(ExitCode.WorkersLost, $"Ended without {request.Host}:{port}: {outcome.Why.TrimEnd('.')}."),
        };
    }

    /// <summary>The leader's port, once it is known; null when it is asked to leave before.</summary>
    private static int? PortOf(WorkerRequest request, CancellationToken leave)
    {
        if (request.Child is not { } child) return request.Port;
        try
        {
            return child.Port.WaitAsync(leave).GetAwaiter().GetResult();
        }
        catch (OperationCanceledException)
        {
            return null;
        }
    }

    /// <summary>What this process will make of the offer that it expects, while there is nobody to make one.</summary>
    private static async Task<(string Line, Preparation Preparation)> PrepareEarly(Child child, string? data)
    {
        var line = await child.Configuration;
        // On a thread of its own: Akka, which is starting, has use for the pool's few.
        return await Task.Factory.StartNew(() => (line, Prepare(line, data)),
            CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
    }

    private static Preparation? Expected(Task<(string Line, Preparation Preparation)>? early, string configuration) =>
        early?.GetAwaiter().GetResult() is { } expected && expected.Line == Child.LineOf(configuration) ? expected.Preparation : null;

    /// <summary>What a process makes of an offer: the leader's settings, and the images that it finds here.</summary>
    private static Preparation Prepare(string configuration, string? data)
    {
        var settings = ResolvedConfiguration.FromJson(configuration, "the leader's configuration");
        var (plan, images) = TrainingRun.Prepare(data is null ? settings : settings with { Data = Path.GetFullPath(data) }, trainsOnly: true);
        return new Preparation(plan, images.Training, ResolvedConfiguration.Sha256Of(settings), images.Sha256);
    }

    /// <summary>The address of this machine that the leader sees.</summary>
    private static string AddressTowards(WorkerRequest request)
    {
        try
        {
            var leader = Dns.GetHostAddresses(request.Host)[0];
            using var socket = new Socket(leader.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
            socket.Connect(leader, 1); // any port: nothing is sent
            return ((IPEndPoint)socket.LocalEndPoint!).Address.ToString();
        }
        catch (SocketException cause)
        {
            throw new RunException(ExitCode.Usage, $"--join {request.Host}:{request.Port}: {request.Host} cannot be found ({cause.Message}).");
        }
    }
}
