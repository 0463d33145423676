using Akka.Actor;
using Akka.Dispatch;

namespace ActorBackprop.VirtualTime.Engine;

/// <summary>
/// A timer of Akka's scheduler: it fires once, or repeatedly until it is cancelled. It belongs to the actor that set it:
/// it ends with the actor's node and is paused with it. The timer of a busy actor begins at the end of its work.
/// </summary>
internal abstract class Timer : ScheduledEvent
{
    private readonly Pump _pump;
    private readonly ICancelable? _cancelable;
    private readonly long _interval;
    private readonly VirtualActor? _owner;
    private readonly int _starts;
    private long _due;

    protected Timer(Pump pump, TimeSpan delay, TimeSpan interval, ICancelable? cancelable)
    {
        (_pump, _cancelable, _interval) = (pump, cancelable, interval.Ticks);
        _owner = pump.Post.Acting(out var freeFrom);
        _starts = _owner?.Node.Starts ?? 0;
        _due = Ticks.After(freeFrom, delay);
    }

    /// <inheritdoc/>
    public override bool IsCancelled =>
        _cancelable is { IsCancellationRequested: true } || (_owner is { } owner && !owner.Node.IsRunning(_starts));

    /// <inheritdoc/>
    public override void Run()
    {
        if (_owner is { Node.IsPaused: true })
        {
            _owner.Node.Hold(this);
            return;
        }
        _pump.Post.ActFor(_owner);
        try
        {
            Fire();
        }
        finally
        {
            _pump.Post.ActFor(null);
        }
        if (_interval == 0) return;
        _due = Ticks.After(_due, TimeSpan.FromTicks(_interval));
        Start();
    }

    /// <summary>Puts the timer on the agenda.</summary>
    public void Start() => _pump.Add(_due, this);

    /// <summary>Does what the timer is for.</summary>
    protected abstract void Fire();
}

/// <summary>A timer that sends a message.</summary>
internal sealed class TellTimer(
    Pump pump, TimeSpan delay, TimeSpan interval, ICancelable? cancelable, ICanTell receiver, object message, IActorRef sender)
    : Timer(pump, delay, interval, cancelable)
{
    protected override void Fire() => receiver.Tell(message, sender);
}

/// <summary>A timer that runs an action.</summary>
internal sealed class ActionTimer(Pump pump, TimeSpan delay, TimeSpan interval, ICancelable? cancelable, Action what)
    : Timer(pump, delay, interval, cancelable)
{
    public ActionTimer(Pump pump, TimeSpan delay, TimeSpan interval, ICancelable? cancelable, IRunnable what)
        : this(pump, delay, interval, cancelable, what.Run)
    {
    }

    protected override void Fire() => what();
}
