using ActorBackprop.Actors.Messages;
using Akka.Actor;

namespace ActorBackprop.Cluster.Membership;

/// <summary>
/// An observer that tells another one, now and then, that the training waits for its first workers. It stops when the training begins.
/// </summary>
public sealed class WaitReminder : UntypedActor, IWithTimers
{
    private readonly int _expected;
    private readonly TimeSpan _interval;
    private readonly IActorRef _observer;
    private int _present;

    /// <summary>A reminder.</summary>
    /// <param name="expected">Workers that the training waits for.</param>
    /// <param name="interval">How often it tells.</param>
    /// <param name="observer">Told.</param>
    public WaitReminder(int expected, TimeSpan interval, IActorRef observer) => (_expected, _interval, _observer) = (expected, interval, observer);

    private sealed record Tell;

    /// <summary>Set by Akka.</summary>
    public ITimerScheduler Timers { get; set; } = null!;

    /// <inheritdoc/>
    protected override void PreStart() => Timers.StartPeriodicTimer(nameof(Tell), new Tell(), _interval);

    /// <inheritdoc/>
    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case Tell:
                _observer.Tell(new WorkersAwaited(_present, _expected));
                break;
            case ProcessJoined joined:
                _present += joined.Workers.Count;
                break;
            case ProcessLost lost:
                _present -= lost.Workers.Count;
                break;
            case TrainingStarted:
                Context.Stop(Self);
                break;
            default:
                break; // facts that are for other observers
        }
    }
}
