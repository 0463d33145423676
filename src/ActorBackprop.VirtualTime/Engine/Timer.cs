using Akka.Actor;

namespace ActorBackprop.VirtualTime.Engine;

/// <summary>
/// A timer of Akka's scheduler: it fires once, or repeatedly until it is cancelled. It belongs to the actor that set it:
/// it ends with the actor's node and is paused with it. The timer of a busy actor begins at the end of its work.
/// </summary>
internal sealed class Timer : ScheduledEvent
{
    private readonly Pump _pump;
    private readonly ICancelable? _cancelable;
    private readonly long _interval;
    private readonly Action _what;
    private readonly VirtualActor? _owner;
    private readonly int _starts;
    private long _due;

    /// <summary>Creates a timer, which starts at <see cref="Start"/>.</summary>
    /// <param name="pump">The pump.</param>
    /// <param name="delay">The time until it fires first.</param>
    /// <param name="interval">The time between two firings; zero to fire once.</param>
    /// <param name="cancelable">Cancels it.</param>
    /// <param name="what">What it does when it fires.</param>
    public Timer(Pump pump, TimeSpan delay, TimeSpan interval, ICancelable? cancelable, Action what)
    {
        (_pump, _cancelable, _interval, _what) = (pump, cancelable, interval.Ticks, what);
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
            _what();
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
}
