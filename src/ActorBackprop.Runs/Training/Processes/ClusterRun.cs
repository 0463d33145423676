using System.Net;
using System.Net.Sockets;
using ActorBackprop.Actors;
using ActorBackprop.Actors.Messages;
using ActorBackprop.Cluster.Hosts;
using ActorBackprop.Cluster.Membership;
using ActorBackprop.Cluster.Remoting;
using ActorBackprop.Cluster.Transport;
using ActorBackprop.Cluster.Transport.Chunks;
using ActorBackprop.Cluster.Transport.Tcp;
using ActorBackprop.Configuration;
using ActorBackprop.Learning.Data;
using ActorBackprop.Learning.Training;
using ActorBackprop.Runs.Files;
using Akka.Actor;
using Akka.Configuration;
using Serilog;

namespace ActorBackprop.Runs.Training.Processes;

/// <summary>Has a training run by actors in several processes, of which this one leads.</summary>
internal static class ClusterRun
{
    private static readonly TimeSpan RemindInterval = TimeSpan.FromSeconds(30);

    /// <summary>Runs it to its end.</summary>
    /// <param name="start">What to train.</param>
    /// <param name="request">In which processes.</param>
    /// <param name="processes">This machine's.</param>
    /// <param name="agreement">What they have to agree on.</param>
    /// <param name="test">The images it is measured on.</param>
    /// <param name="validation">The validation images; null where they are not measured.</param>
    /// <param name="from">Where to go on from; null to begin.</param>
    /// <param name="recorder">Told everything.</param>
    /// <param name="listener">Told where workers may join, and what differs from the request.</param>
    /// <param name="stop">Asks it to end after the current step, with a checkpoint.</param>
    /// <exception cref="RunException">The address is not this machine's, or taken; or the wire that is asked for is not to be had.</exception>
    public static TrainingEnded Execute(RunStart start, ClusterRequest request, WorkerProcesses processes, Agreement agreement,
        Dataset test, Dataset? validation, TrainingSnapshot? from, Recorder recorder, IRunListener listener, CancellationToken stop)
    {
        var contract = new WireContract(Path.GetFileName(start.Directory), start.Plan);
        var refusals = new Refusals((who, why) => recorder.Log.Warning("Refused {Who:l}: {Why:l}", who, why));
        using var wire = Listen(request, contract, refusals);
        if (wire.WhyNotShared.Length > 0) Degrade(request, wire.WhyNotShared, listener);
        // Before there is a gate: a worker that has waited for it has the token of this run then, and not of the one before.
        if (request is { Listens: true, Token: null }) JoinToken.Write(Path.Combine(start.Directory, RunDirectory.JoinTokenName), processes.Token);
        IActorRef observer = ActorRefs.Nobody;
        var strangers = new Refusals((who, why) =>
        {
            if (why == TokenProof.WrongToken) observer.Tell(new ProcessRefused(who, why)); // someone who is to join, perhaps: it is remarked
            else recorder.Log.Warning("Refused {Who:l}: {Why:l}", who, why);
        });
        using var system = StartSystem(request, processes.Token, strangers, recorder.Log);
        var ended = new TaskCompletionSource<TrainingEnded>(TaskCreationOptions.RunContinuationsAsynchronously);
        observer = system.ActorOf(Props.Create<RecorderActor>(recorder, ended), "recorder");
        var settings = SettingsOf(start, request);
        var reminder = system.ActorOf(Props.Create<WaitReminder>(settings.Workers, RemindInterval, observer), "wait-reminder");
        var evaluator = system.ActorOf(Props.Create<Evaluator>(start.Plan.Network, test, validation!), "evaluator");
        var gate = new GateSettings
        {
            Contract = contract,
            Configuration = agreement.Configuration,
            ConfigurationSha256 = agreement.ConfigurationSha256,
            DataSha256 = agreement.DataSha256,
            Build = BuildIdentity.Text,
            MaxWorkers = RunRequest.MaxRealWorkers,
        };
        var address = ClusterSystem.AddressOf(system);
        if (request.Listens) Invite(address, request, start.Directory, recorder.Log, listener);
        var launcher = processes.Launch(address.Port!.Value, start.Settings.Workers);
        var host = new LeaderHost(system, settings, new ServerPeers([observer, reminder], evaluator, observer), gate, wire, launcher, from);
        if (!request.Listens) host.EndWithoutProcesses();
        recorder.BytesDownwards = () => wire.BytesDownwards; // the server does not know which workers share a process
        observer.Tell(new RecorderActor.Watch(host.Server));
        foreach (var helper in host.Helpers) observer.Tell(new RecorderActor.WatchHelper(helper));
        using var registration = stop.Register(() => host.Server.Tell(new StopTraining()));
        try
        {
            var end = ActorRun.EndOf(system, ended.Task);
            return wire.WhyForcedFails is { } why ? throw CannotShare($"{char.ToUpperInvariant(why[0])}{why[1..]}.") : end;
        }
        finally
        {
            recorder.ResidualsLost = wire.Residuals?.Lost;
            host.End("it has ended");
            system.Terminate().Wait(TimeSpan.FromSeconds(5), CancellationToken.None);
        }
    }

    /// <summary>How Akka is configured for several processes.</summary>
    public static Config Configure() => ConfigurationFactory.ParseString(ConfigFiles.ReadShipped(Path.Combine("akka", "cluster.conf")))
        .WithFallback(ConfigurationFactory.ParseString(ChunkSerializer.Configuration))
        .WithFallback(ActorRun.Configure());

    /// <summary>The same for a worker process, which waits longer for a leader that is paused than a leader does for it.</summary>
    /// <param name="isChild">Whether the leader has started it: then the end of its standard input tells when the leader is gone.</param>
    public static Config ConfigureWorker(bool isChild) => ConfigurationFactory.ParseString(
        $"akka.remote.watch-failure-detector.acceptable-heartbeat-pause = {(isChild ? "1d" : "20s")}").WithFallback(Configure());

    private static ServerSettings SettingsOf(RunStart start, ClusterRequest request) => ActorRun.ServerSettingsOf(
        start, Math.Max(request.Processes * start.Settings.Workers, request.MinWorkers)) with
    {
        MinWorkers = request.MinWorkers,
        WorkerPatience = request.WorkerPatience,
    };

    private static LeaderWire Listen(ClusterRequest request, WireContract contract, Refusals refusals)
    {
        try
        {
            var endPoint = new IPEndPoint(IPAddress.Parse(request.Host), request.Port == 0 ? 0 : request.Port + 1);
            return new LeaderWire(contract, endPoint, request.Tls, request.Wire, refusals);
        }
        catch (SocketException cause)
        {
            throw CannotListen(request, request.Port == 0 ? 0 : request.Port + 1, cause);
        }
    }

    private static ActorSystem StartSystem(ClusterRequest request, string token, Refusals refusals, ILogger log)
    {
        try
        {
            return ClusterSystem.Start(Configure(), request.Host, request.Port, token, request.Tls, refusals, new RunLogSetup(log));
        }
        catch (Exception cause) when (Innermost(cause) is SocketException)
        {
            throw CannotListen(request, request.Port, Innermost(cause));
        }
    }

    private static void Degrade(ClusterRequest request, string why, IRunListener listener)
    {
        if (request.Wire == WireKind.Shared)
            throw CannotShare(why);
        listener.Remarked($"{why} Gradients go through TCP.");
    }

    private static RunException CannotShare(string why) =>
        new(ExitCode.Io, why, RunFault.NoSharedMemory);

    private static void Invite(Address leader, ClusterRequest request, string directory, ILogger log, IRunListener listener)
    {
        var tokenFile = request.Token is null ? Path.Combine(directory, RunDirectory.JoinTokenName) : null;
        var sentence = request.Invitation($"{leader.Host}:{leader.Port}", tokenFile);
        log.Information("{Sentence:l}", sentence);
        listener.Remarked(sentence);
        var means = IPAddress.Parse(request.Host);
        if (request.Name is { } name && IPAddress.IsLoopback(means) && !IPAddress.TryParse(name, out _)
            && !name.Equals("localhost", StringComparison.OrdinalIgnoreCase))
            listener.Remarked($"On this machine the name {name} is {means}, which only this machine reaches; "
                + "listen on the address by which others reach it.");
    }

    private static RunException CannotListen(ClusterRequest request, int port, Exception cause) => new(ExitCode.Usage,
        $"{new IPEndPoint(IPAddress.Parse(request.Host), port)} cannot be listened on ({cause.Message}).", RunFault.AddressTaken);

    private static Exception Innermost(Exception cause)
    {
        while (cause.InnerException is { } inner) cause = inner;
        return cause;
    }
}
