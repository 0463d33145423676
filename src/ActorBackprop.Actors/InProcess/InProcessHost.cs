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
    /// <summary>The dispatcher of whoever computes, and of a server that waits for them all; to be found in the system's configuration.</summary>
    public const string TrainingDispatcher = "akka.actor.training-dispatcher";

    /// <summary>Most restarts of one worker.</summary>
    public const int MostRestarts = 10;

    /// <summary>Starts the actors; the training begins when the workers have registered.</summary>
    /// <param name="system">Where they live.</param>
    /// <param name="settings">The server's settings; its number of workers is how many are started.</param>
    /// <param name="peers">Whom the server tells.</param>
    /// <param name="plan">What to train.</param>
    /// <param name="data">The samples it trains on.</param>
    /// <param name="from">Where to go on from; null to begin.</param>
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
        // Who may hear that a part is not wanted any more is not at the same time at computing it, nor waits for a thread that is.
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
        system.ActorOf(Props.Create<WorkerTeam>(MostRestarts, workers), "workers");
        return server;
    }

    /// <summary>Creates a computation that can be cancelled: an actor on the training dispatcher computes, while the worker listens.</summary>
    /// <param name="factory">Where that actor lives.</param>
    /// <param name="number">The worker's number.</param>
    /// <param name="inline">Computes.</param>
    public static CancellableComputation Cancellable(IActorRefFactory factory, int number, InlineComputation inline) =>
        new(factory.ActorOf(Props.Create<Computer>(inline).WithDispatcher(TrainingDispatcher), $"computer-{number}"));
}
