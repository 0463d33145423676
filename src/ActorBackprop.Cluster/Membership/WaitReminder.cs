using ActorBackprop.Actors.Messages;
using Akka.Actor;

namespace ActorBackprop.Cluster.Membership;

/// <summary>
/// An observer that regularly reports to another one that the training waits for its first workers. It stops when the training begins.
/// </summary>
public sealed class WaitReminder : UntypedActor, IWithTimers
{
    private readonly int _expected;
    private readonly TimeSpan _interval;
    private readonly IActorRef _observer;
    private int _present;

    /// <summary>Creates a reminder.</summary>
    /// <param name="expected">The number of workers that the training waits for.</param>
    /// <param name="interval">The time between two reports.</param>
    /// <param name="observer">The actor that receives the reports.</param>
    public WaitReminder(int expected, TimeSpan interval, IActorRef observer) => (_expected, _interval, _observer) = (expected, interval, observer);

    private sealed record Remind;

    /// <summary>Set by Akka.</summary>
    public ITimerScheduler Timers { get; set; } = null!;

    /// <inheritdoc/>
    protected override void PreStart() => Timers.StartPeriodicTimer(nameof(Remind), new Remind(), _interval);

    /// <inheritdoc/>
    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case Remind:
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
                break; // facts for other observers
        }
    }
}
