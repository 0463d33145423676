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

/// <summary>Trains by actors in several processes, of which this one is the leader.</summary>
internal static class ClusterRun
{
    private static readonly TimeSpan RemindInterval = TimeSpan.FromSeconds(30);

    /// <summary>Trains to the end.</summary>
    /// <param name="start">The run.</param>
    /// <param name="request">The request for worker processes.</param>
    /// <param name="processes">The worker processes of this machine.</param>
    /// <param name="agreement">What all processes must agree on.</param>
    /// <param name="test">The test images.</param>
    /// <param name="validation">The validation images; null if they are not measured.</param>
    /// <param name="from">The snapshot to continue from; null to begin.</param>
    /// <param name="recorder">Receives all facts.</param>
    /// <param name="listener">Receives remarks: where workers may join, what differs from the request.</param>
    /// <param name="stop">Ends the training after the current step, with a checkpoint.</param>
    /// <exception cref="RunException">The address cannot be listened on, or the requested wire is not available.</exception>
    public static TrainingEnded Execute(RunStart start, ClusterRequest request, WorkerProcesses processes, Agreement agreement,
        Dataset test, Dataset? validation, TrainingSnapshot? from, Recorder recorder, IRunListener listener, CancellationToken stop)
    {
        var contract = new WireContract(Path.GetFileName(start.Directory), start.Plan);
        var refusals = new Refusals((who, why) => recorder.Log.Warning("Refused {Who:l}: {Why:l}", who, why));
        using var wire = Listen(request, contract, refusals);
        if (wire.WhyNotShared.Length > 0) Degrade(request, wire.WhyNotShared, listener);
        // Before the gate opens, so that a waiting worker reads the token of this run and not of the previous one.
        if (request is { Listens: true, Token: null }) JoinToken.Write(Path.Combine(start.Directory, RunDirectory.JoinTokenName), processes.Token);
        IActorRef observer = ActorRefs.Nobody;
        var strangers = new Refusals((who, why) =>
        {
            if (why == TokenProof.WrongToken) observer.Tell(new ProcessRefused(who, why)); // perhaps a process that should join: tell the user
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

    /// <summary>Returns the configuration of Akka for several processes.</summary>
    public static Config Configure() => ConfigurationFactory.ParseString(ConfigFiles.ReadShipped(Path.Combine("akka", "cluster.conf")))
        .WithFallback(ConfigurationFactory.ParseString(ChunkSerializer.Configuration))
        .WithFallback(ActorRun.Configure());

    /// <summary>Returns the configuration for a worker process, which waits longer for a paused leader than the leader waits for it.</summary>
    /// <param name="isChild">Whether the leader started it: then the end of standard input tells that the leader is gone.</param>
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
        $"Cannot listen on {new IPEndPoint(IPAddress.Parse(request.Host), port)} ({cause.Message}).", RunFault.AddressTaken);

    private static Exception Innermost(Exception cause)
    {
        while (cause.InnerException is { } inner) cause = inner;
        return cause;
    }
}
