using ActorBackprop.Actors.Messages;
using ActorBackprop.Runs.Storage;
using Akka.Actor;

namespace ActorBackprop.Runs.Training;

/// <summary>
/// The recorder as an actor: observer and store of the parameter server. It completes the task when the training ends, or when an actor that the
/// training needs has failed, itself included; otherwise the run would wait forever. A snapshot waits until the epochs before it are evaluated:
/// evaluation runs beside the training, and a run that is killed and resumed from the snapshot could not add a line missing in metrics.jsonl.
/// </summary>
internal sealed class RecorderActor(Recorder recorder, TaskCompletionSource<TrainingEnded> ended) : UntypedActor
{
    private readonly Queue<(StoreSnapshot Store, IActorRef Server)> _waiting = [];
    private IActorRef? _server;
    private Exception? _failure;
    private string? _failed; // the actor, as a sentence
    private string _log = "";

    /// <summary>Tells this actor to fail the training when the server stops before the training has ended.</summary>
    /// <param name="Server">The server.</param>
    /// <param name="Log">Where Akka logs why an actor has failed.</param>
    public sealed record Watch(IActorRef Server, string Log = "log.jsonl of the run");

    /// <summary>Tells this actor, after <see cref="Watch"/>, to stop the server with a checkpoint when another actor fails.</summary>
    public sealed record WatchHelper(IActorRef Actor);

    /// <inheritdoc/>
    protected override void OnReceive(object message)
    {
        try
        {
            Take(message);
            AnswerWaiting();
        }
        catch (Exception failure)
        {
            Fail(failure);
        }
    }

    /// <summary>Fails the task if this actor stops before the training has ended.</summary>
    protected override void PostStop() =>
        ended.TrySetException(_failure ?? new InvalidOperationException("the recorder has stopped before the training"));

    private void Take(object message)
    {
        switch (message)
        {
            case StoreSnapshot store:
                _waiting.Enqueue((store, Sender));
                break;
            case TrainingEnded end when _failure is not null:
                ended.TrySetException(_failure);
                break;
            case TrainingEnded end:
                ended.TrySetResult(_failed is null ? end : end with { End = TrainingEnd.Failed, Why = _failed });
                break;
            case Watch watch:
                (_server, _log) = (watch.Server, watch.Log);
                Context.Watch(_server);
                break;
            case WatchHelper watch:
                Context.Watch(watch.Actor);
                break;
            case Terminated terminated when terminated.ActorRef.Equals(_server):
                ended.TrySetException(new InvalidOperationException($"the parameter server has failed; {_log} says why"));
                break;
            case Terminated terminated:
                _failed ??= $"the {terminated.ActorRef.Path.Name} has failed; {_log} says why";
                _server!.Tell(new StopTraining());
                break;
            default:
                if (_failure is null) recorder.Take(message);
                break;
        }
    }

    /// <summary>Ends the training, with a checkpoint if the server can still write one.</summary>
    private void Fail(Exception failure)
    {
        if (_failure is not null) return;
        _failure = failure;
        if (_server is null) ended.TrySetException(failure);
        else _server.Tell(new StopTraining());
        AnswerWaiting();
    }

    private void AnswerWaiting()
    {
        while (_waiting.TryPeek(out var next))
        {
            if (recorder.HasMeasuredAllBefore(next.Store.Snapshot)) _waiting.Dequeue().Server.Tell(Store(next.Store));
            else if (_failure is not null) _waiting.Dequeue().Server.Tell(new SnapshotNotStored(_failure.Message));
            else return;
        }
    }

    private object Store(StoreSnapshot store)
    {
        try
        {
            recorder.Store(store.Snapshot);
            return new SnapshotStored(store.Snapshot.Steps);
        }
        catch (RunIoException failure)
        {
            return new SnapshotNotStored(failure.Message);
        }
    }
}
