using ActorBackprop.Learning.Compression;
using ActorBackprop.Learning.Data;
using ActorBackprop.Learning.Gradients;
using ActorBackprop.Learning.Training;
using Akka.Actor;
using Akka.Dispatch;

namespace ActorBackprop.Actors.InProcess;

/// <summary>Runs a training in one process: all actors in one system, messages by reference, nothing copied.</summary>
public static class InProcessHost
{
    /// <summary>The name of the dispatcher for actors that compute, and for a server that waits for all of them; the system configures it.</summary>
    public const string TrainingDispatcher = "akka.actor.training-dispatcher";

    /// <summary>The maximum number of restarts of one worker.</summary>
    public const int MaxRestarts = 10;

    /// <summary>Starts the actors; the training begins when the workers have registered.</summary>
    /// <param name="system">The system to start them in.</param>
    /// <param name="settings">The server's settings; as many workers are started as it expects.</param>
    /// <param name="peers">The actors that the server tells.</param>
    /// <param name="plan">The training.</param>
    /// <param name="data">The samples it trains on.</param>
    /// <param name="from">The snapshot to continue from; null to begin.</param>
    /// <param name="around">Wraps each worker's computation, by its number; null for none.</param>
    /// <returns>The parameter server.</returns>
    public static IActorRef Start(ActorSystem system, ServerSettings settings, ServerPeers peers, TrainingPlan plan, Dataset data,
        TrainingSnapshot? from = null, Func<int, IGradientComputation, IGradientComputation>? around = null)
    {
        if (plan.Patience > 0 && peers.Evaluator is null) throw new ArgumentException("patience needs an evaluator to go by", nameof(peers));
        var buffers = new GradientBuffers(plan.Network.ParameterLength);
        var state = new TrainingState(plan, from);
        var gradients = new PartGradients(plan, data);
        var incarnations = new Incarnations();
        // A worker can only hear of a cancelled part if neither it nor its dispatcher's threads are busy computing.
        var cancels = around is null && settings is { CancelParts: true, Mode.DropsGradients: true };
        var dispatcher = cancels ? Dispatchers.DefaultDispatcherId : TrainingDispatcher;
        var server = system.ActorOf(
            ParameterServer.PropsOf(settings, peers, state, buffers).WithDispatcher(dispatcher), "parameter-server");
        var workers = Enumerable.Range(0, settings.Workers).Select(number =>
        {
            var inline = new InlineComputation(gradients.Create(buffers), GradientCompression.Create(plan, state.Residuals));
            var computation = cancels ? Cancellable(system, number, inline) : around?.Invoke(number, inline) ?? inline;
            return Props.Create<Worker>(number, incarnations, server, computation).WithDispatcher(dispatcher);
        }).ToArray();
        system.ActorOf(Props.Create<WorkerTeam>(MaxRestarts, workers), "workers");
        return server;
    }

    /// <summary>Creates a computation that can be cancelled: an actor on the training dispatcher computes while the worker listens.</summary>
    /// <param name="factory">The parent of that actor.</param>
    /// <param name="number">The worker's number.</param>
    /// <param name="inline">The computation.</param>
    public static CancellableComputation Cancellable(IActorRefFactory factory, int number, InlineComputation inline) =>
        new(factory.ActorOf(Props.Create<Computer>(inline).WithDispatcher(TrainingDispatcher), $"computer-{number}"));
}
