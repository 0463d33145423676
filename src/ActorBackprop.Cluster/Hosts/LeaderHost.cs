using ActorBackprop.Actors;
using ActorBackprop.Actors.InProcess;
using ActorBackprop.Cluster.Membership;
using ActorBackprop.Cluster.Processes;
using ActorBackprop.Cluster.Transport;
using ActorBackprop.Learning.Training;
using Akka.Actor;

namespace ActorBackprop.Cluster.Hosts;

/// <summary>
/// Runs the leader of a training with several processes: it hosts the parameter server and computes no gradients. The workers are in
/// processes that join through the gate, those that the leader starts and others.
/// </summary>
public sealed class LeaderHost : IDisposable
{
    private static readonly TimeSpan TimeToStop = TimeSpan.FromSeconds(5);

    private readonly ActorSystem _system;
    private readonly LeaderWire _wire;
    private readonly IActorRef? _launcher;

    /// <summary>Starts the actors; the training begins when the workers have registered.</summary>
    /// <param name="system">The system of the actors, with Akka.Remote as its provider.</param>
    /// <param name="server">The server's settings.</param>
    /// <param name="peers">The actors that the server reports to. Its observers also receive the facts about processes.</param>
    /// <param name="gate">What a process must agree with to join.</param>
    /// <param name="wire">Carries the gradients; disposed with this host.</param>
    /// <param name="launcher">The processes to start on this machine; null to start none.</param>
    /// <param name="from">The snapshot to continue from; null to begin.</param>
    public LeaderHost(ActorSystem system, ServerSettings server, ServerPeers peers, GateSettings gate, LeaderWire wire,
        LauncherSettings? launcher, TrainingSnapshot? from)
    {
        (_system, _wire) = (system, wire);
        var state = new TrainingState(gate.Contract.Plan, from);
        if (state.Residuals is { } residuals) wire.Residuals = new ResidualLocations(residuals, state.Plan, server.CheckpointEverySteps);
        Server = system.ActorOf(ParameterServer.PropsOf(server, peers, state, wire.Buffers)
            .WithDispatcher(InProcessHost.TrainingDispatcher), "parameter-server");
        gate = gate with { CancelsParts = server is { CancelParts: true, Mode.DropsGradients: true } };
        Gate = system.ActorOf(Props.Create<Gate>(gate, Server, wire, peers.Observers), "gate");
        if (launcher is null) return;
        _launcher = system.ActorOf(Props.Create<ProcessLauncher>(launcher, Gate, peers.Observers), "launcher");
        Gate.Tell(new Gate.Observe(_launcher));
    }

    /// <summary>The parameter server.</summary>
    public IActorRef Server { get; }

    /// <summary>The gate at which worker processes join.</summary>
    public IActorRef Gate { get; }

    /// <summary>The other actors that the training depends on: gate and launcher.</summary>
    public IEnumerable<IActorRef> Helpers => _launcher is null ? [Gate] : [Gate, _launcher];

    /// <summary>Lets the training end when too few of this machine's processes remain, since no others are expected.</summary>
    public void EndWithoutProcesses() => _launcher?.Tell(new ProcessLauncher.EndWithoutProcesses(Server));

    /// <summary>
    /// Tells every worker process that the training is over, and waits until all have left: a process whose connection closes before it
    /// receives that message concludes that the leader has failed.
    /// </summary>
    /// <param name="why">How the training ended.</param>
    public void End(string why)
    {
        if (_system.WhenTerminated.IsCompleted) return;
        var left = new TaskCompletionSource();
        Gate.Tell(new Gate.Close(why, () => left.TrySetResult()));
        _launcher?.Tell(new Gate.Close(why));
        _launcher?.GracefulStop(TimeToStop).Wait(TimeToStop, CancellationToken.None);
        Task.WaitAny([left.Task, Gate.WatchAsync(CancellationToken.None)], TimeToStop); // a gate that has failed does not answer
    }

    /// <inheritdoc/>
    public void Dispose() => _wire.Dispose();
}
