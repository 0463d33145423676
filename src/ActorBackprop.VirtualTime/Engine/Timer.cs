using Akka.Actor;
using Akka.Dispatch;

namespace ActorBackprop.VirtualTime.Engine;

/// <summary>What Akka's scheduler was asked for: once, or again and again until it is cancelled.</summary>
internal sealed class Timer(Pump pump, long due, long interval, ICancelable? cancelable, Action what) : Occurrence
{
    private long _due = due;

    public static Timer Of(Pump pump, TimeSpan delay, TimeSpan interval, ICancelable? cancelable, Action what)
    {
        var timer = new Timer(pump, pump.Now + delay.Ticks, interval.Ticks, cancelable, what);
        pump.Add(timer._due, timer);
        return timer;
    }

    public static Timer Of(Pump pump, TimeSpan delay, TimeSpan interval, ICancelable? cancelable, IRunnable what) =>
        Of(pump, delay, interval, cancelable, what.Run);

    public override void Happen()
    {
        if (cancelable?.IsCancellationRequested == true) return;
        what();
        if (interval == 0) return;
        _due += interval;
        pump.Add(_due, this);
    }
}
