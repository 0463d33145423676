using System.Net;
using System.Net.Sockets;
using ActorBackprop.Cluster.Hosts;
using ActorBackprop.Cluster.Joining;
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
        using var system = ClusterSystem.Start(ClusterRun.Configure(), AddressTowards(request), 0, request.Tls);
        var outcome = WorkerHost.Run(system, new RecruitSettings
        {
            Leader = ClusterSystem.LeaderAt(request.Host, request.Port, request.Tls),
            Workers = request.Workers,
            Token = request.Token,
            Build = BuildIdentity.Text,
            Prepare = offer => Prepare(offer, request.Data),
            Tls = request.Tls,
        }, leave);
        system.Terminate().Wait(TimeToStop, CancellationToken.None);
        return outcome.End switch
        {
            WorkerEnd.Over => $"The training is over: {outcome.Why}.",
            WorkerEnd.Left => $"Left: {outcome.Why}.",
            WorkerEnd.Refused => throw new RunException(ExitCode.Incompatible,
                $"Could not join {request.Host}:{request.Port}: {outcome.Why.TrimEnd('.')}."),
            _ => throw new RunException(ExitCode.WorkersLost, $"Ended without {request.Host}:{request.Port}: {outcome.Why.TrimEnd('.')}."),
        };
    }

    /// <summary>What a process makes of an offer: the leader's settings, and the images that it finds here.</summary>
    private static Preparation Prepare(JoinOffer offer, string? data)
    {
        var settings = ResolvedConfiguration.FromJson(offer.Configuration, "the leader's configuration");
        var (plan, images) = TrainingRun.Prepare(data is null ? settings : settings with { Data = Path.GetFullPath(data) });
        return new Preparation(plan, images.Training.Slice(0, plan.Images), ResolvedConfiguration.Sha256Of(settings), images.Sha256);
    }

    /// <summary>The address of this machine that the leader sees.</summary>
    private static string AddressTowards(WorkerRequest request)
    {
        try
        {
            var leader = Dns.GetHostAddresses(request.Host)[0];
            using var socket = new Socket(leader.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
            socket.Connect(leader, request.Port); // sends nothing
            return ((IPEndPoint)socket.LocalEndPoint!).Address.ToString();
        }
        catch (SocketException cause)
        {
            throw new RunException(ExitCode.Usage, $"--join {request.Host}:{request.Port}: {request.Host} cannot be found ({cause.Message}).");
        }
    }
}
