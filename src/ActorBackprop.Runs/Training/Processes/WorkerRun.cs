using System.Globalization;
using System.Net;
using System.Net.Sockets;
using ActorBackprop.Cluster.Hosts;
using ActorBackprop.Cluster.Membership;
using ActorBackprop.Cluster.Processes;
using ActorBackprop.Configuration;
using Akka.Actor;

namespace ActorBackprop.Runs.Training.Processes;

/// <summary>A worker process: computes gradients for a leader until the training is over.</summary>
public static class WorkerRun
{
    private const string AskedToLeave = "Left: it was asked to.";

    private const double MinSecondsToAnswer = 5, MaxSecondsToAnswer = 20;

    private static readonly TimeSpan TimeToStop = TimeSpan.FromSeconds(2), LookInterval = TimeSpan.FromMilliseconds(500),
        ChildTimeToAnswer = TimeSpan.FromSeconds(30);

    /// <summary>Works until the training ends. A child ends with its leader; other processes wait for the leader, also after it is lost.</summary>
    /// <param name="request">The request.</param>
    /// <param name="leave">Makes the process leave: the server reassigns its parts at once.</param>
    /// <returns>Why it ended, as a sentence.</returns>
    /// <exception cref="RunException">The leader refused the process, or was not found.</exception>
    public static string Execute(WorkerRequest request, CancellationToken leave)
    {
        if (request.Child is { } child) return RunChild(request, child, leave);
        var wait = new LeaderWait(request.Leader, request.WaitForLeader, TimeProvider.System, request.Say);
        while (Find(request, wait, leave) is { } address)
        {
            var token = request.Token();
            using var system = Start(address, token, request);
            var timeToAnswer = TimeSpan.FromSeconds(Math.Clamp(wait.Left.TotalSeconds, MinSecondsToAnswer, MaxSecondsToAnswer));
            var outcome = Join(request, system, address, request.Port, timeToAnswer,
                offer => Prepare(offer.Configuration, request.Data), leave);
            if (outcome.End != WorkerEnd.LeaderLost) return Result(request.Leader, outcome);
            if (outcome.HasMetLeader) wait.Restart();
            if (!leave.IsCancellationRequested && !wait.HasTime(outcome.Why))
                throw new RunException(ExitCode.WorkersLost, wait.Ending(outcome.Why), RunFault.NoLeader);
        }
        return AskedToLeave;
    }

    private static string RunChild(WorkerRequest request, Child child, CancellationToken leave)
    {
        var (early, address) = (PrepareEarly(child, request.Data), IPAddress.Parse(request.Host));
        var token = request.Token();
        using var system = Start(address, token, request); // the leader starts at the same time
        if (PortOf(child, leave) is not { } port) return AskedToLeave;
        var outcome = Join(request, system, address, port, ChildTimeToAnswer,
            offer => Expected(early, offer.Configuration) ?? Prepare(offer.Configuration, request.Data), leave);
        return Result($"{request.Host}:{port}", outcome);
    }

    /// <summary>Waits until the leader accepts connections.</summary>
    /// <returns>Its address; null if this process leaves before.</returns>
    private static IPAddress? Find(WorkerRequest request, LeaderWait wait, CancellationToken leave)
    {
        while (!leave.IsCancellationRequested)
        {
            try
            {
                var (found, why) = LeaderSearch.Find(request.Host, request.Port, request.LoopbackOnly, leave).GetAwaiter().GetResult();
                if (found is not null) return found;
                if (!wait.HasTime(why)) throw new RunException(ExitCode.WorkersLost, wait.Ending(why), RunFault.NoLeader);
                leave.WaitHandle.WaitOne(LookInterval);
            }
            catch (OperationCanceledException)
            {
                return null;
            }
        }
        return null;
    }

    private static ActorSystem Start(IPAddress leader, string token, WorkerRequest request) => ClusterSystem.Start(
        ClusterRun.ConfigureWorker(request.Child is not null), AddressTowards(leader), 0, token, request.Tls);

    private static WorkerOutcome Join(WorkerRequest request, ActorSystem system, IPAddress leader, int port,
        TimeSpan timeToAnswer, Func<JoinOffer, Preparation> prepare, CancellationToken leave)
    {
        var outcome = WorkerHost.Run(system, new JoinSettings
        {
            Leader = ClusterSystem.LeaderAt(leader.ToString(), port, request.Tls),
            Workers = request.Workers,
            Child = request.Child is null ? null : ParentWatch.Key,
            Build = BuildIdentity.Text,
            Prepare = prepare,
            Tls = request.Tls,
            Patience = timeToAnswer,
        }, leave);
        system.Terminate().Wait(TimeToStop, CancellationToken.None);
        return outcome;
    }

    private static string Result(string leader, WorkerOutcome outcome) => outcome.End switch
    {
        WorkerEnd.Over => $"The training is over: {outcome.Why}.",
        WorkerEnd.Left => $"Left: {outcome.Why}.",
        WorkerEnd.Refused => throw new RunException(ExitCode.Incompatible, $"Could not join {leader}: {outcome.Why.TrimEnd('.')}."),
        WorkerEnd.NoLeader => throw new RunException(ExitCode.WorkersLost, $"Could not join {leader}: {outcome.Why.TrimEnd('.')}."),
        _ => throw new RunException(ExitCode.WorkersLost, $"Ended without {leader}: {outcome.Why.TrimEnd('.')}."),
    };

    /// <summary>Waits for the leader's port; returns null if this process leaves before.</summary>
    private static int? PortOf(Child child, CancellationToken leave)
    {
        try
        {
            return child.Port.WaitAsync(leave).GetAwaiter().GetResult();
        }
        catch (OperationCanceledException)
        {
            return null;
        }
    }

    /// <summary>Prepares for the offer that the leader is expected to make.</summary>
    private static async Task<(string Line, Preparation Preparation)> PrepareEarly(Child child, string? data)
    {
        var line = await child.Configuration;
        // On a separate thread, since Akka needs the few threads of the pool while it starts.
        return await Task.Factory.StartNew(() => (line, Prepare(line, data)),
            CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
    }

    private static Preparation? Expected(Task<(string Line, Preparation Preparation)> early, string configuration) =>
        early.GetAwaiter().GetResult() is var expected && expected.Line == Child.LineOf(configuration) ? expected.Preparation : null;

    /// <summary>Prepares for an offer: the plan of the leader's settings, and the images on this machine.</summary>
    private static Preparation Prepare(string configuration, string? data)
    {
        var settings = ResolvedConfiguration.FromJson(configuration, "the leader's configuration");
        var (plan, images) = TrainingRun.Prepare(data is null ? settings : settings with { Data = Path.GetFullPath(data) }, trainsOnly: true);
        return new Preparation(plan, images.Training, ResolvedConfiguration.Sha256Of(settings), images.Sha256);
    }

    /// <summary>Returns the address of this machine that the leader sees.</summary>
    private static string AddressTowards(IPAddress leader)
    {
        try
        {
            using var socket = new Socket(leader.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
            socket.Connect(leader, 1); // any port: nothing is sent
            return ((IPEndPoint)socket.LocalEndPoint!).Address.ToString();
        }
        catch (SocketException cause)
        {
            throw new RunException(ExitCode.WorkersLost, $"This machine has no route to {leader} ({cause.Message}).");
        }
    }
}

/// <summary>
/// The time limit for finding the leader, with messages while a worker process waits: when the reason changes, and every ten seconds.
/// </summary>
/// <param name="leader">The display name of the leader.</param>
/// <param name="patience">The time limit.</param>
/// <param name="clock">The clock.</param>
/// <param name="say">Receives the messages.</param>
internal sealed class LeaderWait(string leader, TimeSpan patience, TimeProvider clock, Action<string> say)
{
    private static readonly TimeSpan SayInterval = TimeSpan.FromSeconds(10);

    private long _since = clock.GetTimestamp();
    private long _said;
    private string? _why;

    /// <summary>The remaining time; zero or less when it is over.</summary>
    public TimeSpan Left => patience - clock.GetElapsedTime(_since);

    /// <summary>Restarts the time limit, after the leader was found.</summary>
    public void Restart() => (_since, _why) = (clock.GetTimestamp(), null);

    /// <summary>Returns whether there is time to look again.</summary>
    /// <param name="why">Why the leader was not found, as a sentence without its end.</param>
    public bool HasTime(string why)
    {
        var left = Left;
        if (left <= TimeSpan.Zero) return false;
        if (why != _why || clock.GetElapsedTime(_said) >= SayInterval)
        {
            (_why, _said) = (why, clock.GetTimestamp());
            say($"Waiting {Text(left)} for the leader at {leader}: {why}.");
        }
        return true;
    }

    /// <summary>Returns why the process ends without a leader.</summary>
    /// <param name="why">Why the leader was not found, as a sentence without its end.</param>
    public string Ending(string why) => $"Found no leader at {leader} in {Text(patience)}: {why}.";

    private static string Text(TimeSpan time) => string.Create(CultureInfo.InvariantCulture, $"{Math.Ceiling(time.TotalSeconds):#,0} s");
}
