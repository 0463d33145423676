using ActorBackprop.Actors.Protocol;
using ActorBackprop.Runs.Output;
using Akka.Actor;

namespace ActorBackprop.Runs.Training;

/// <summary>The recorder as an actor: observer and store of the parameter server. Ends the task when the training has ended.</summary>
internal sealed class RecorderActor(Recorder recorder, TaskCompletionSource<TrainingEnded> ended) : UntypedActor
{
    /// <summary>To this actor: tell whoever waits when this server stops without a last word.</summary>
    public sealed record Watch(IActorRef Server);

    /// <inheritdoc/>
    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case StoreSnapshot store:
                Sender.Tell(Store(store));
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
                Take(message);
                break;
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

    private void Take(object fact)
    {
        try
        {
            recorder.Take(fact);
        }
        catch (RunIoException failure)
        {
            ended.TrySetException(failure);
        }
    }
}
