using ActorBackprop.Actors.Protocol;
using ActorBackprop.Runs.Output;
using Akka.Actor;

namespace ActorBackprop.Runs.Training;

/// <summary>
/// The recorder as an actor: observer and store of the parameter server. Ends the task when the training has ended, or
/// when it fails itself, whatever with: whoever waits for the task would wait for ever.
/// A snapshot waits until the epochs before it are measured: measuring goes on beside the training, and a run that is
/// killed and resumed from there could not make up for a line that metrics.jsonl lacks.
/// </summary>
internal sealed class RecorderActor(Recorder recorder, TaskCompletionSource<TrainingEnded> ended) : UntypedActor
{
    private readonly Queue<(StoreSnapshot Store, IActorRef Server)> _waiting = [];

    /// <summary>To this actor: tell whoever waits when this server stops without a last word.</summary>
    public sealed record Watch(IActorRef Server);

    /// <inheritdoc/>
    protected override void OnReceive(object message)
    {
        try
        {
            Take(message);
        }
        catch (Exception failure)
        {
            ended.TrySetException(failure);
        }
    }

    private void Take(object message)
    {
        switch (message)
        {
            case StoreSnapshot store:
                _waiting.Enqueue((store, Sender));
                break;
            case TrainingEnded end:
                ended.TrySetResult(end);
                break;
            case Watch watch:
                Context.Watch(watch.Server);
                break;
            case Terminated:
                ended.TrySetException(new InvalidOperationException("the parameter server has failed; log.jsonl of the run says why"));
                break;
            default:
                recorder.Take(message);
                break;
        }
        while (_waiting.TryPeek(out var next) && recorder.HasMeasuredAllBefore(next.Store.Snapshot))
            _waiting.Dequeue().Server.Tell(Store(next.Store));
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
