using Akka.Actor;
using Akka.Configuration;
using Akka.Dispatch;
using Akka.Event;

namespace ActorBackprop.VirtualTime.Engine;

/// <summary>Akka's scheduler and clock, in virtual time. Akka makes it when it makes the system, so it makes the pump.</summary>
public sealed class VirtualScheduler : SchedulerBase
{
    /// <summary>The virtual time in which a system is created: the beginning of 2000, so that nobody takes it for the real one.</summary>
    private static readonly DateTimeOffset Beginning = new(2000, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>Called by Akka.</summary>
    public VirtualScheduler(Config scheduler, ILoggingAdapter log) : base(scheduler, log)
    {
    }

    internal Pump Pump { get; } = new();

    /// <inheritdoc/>
    protected override DateTimeOffset TimeNow => Beginning.AddTicks(Pump.Now);

    /// <inheritdoc/>
    public override TimeSpan MonotonicClock => TimeSpan.FromTicks(Pump.Now);

    /// <inheritdoc/>
    public override TimeSpan HighResMonotonicClock => TimeSpan.FromTicks(Pump.Now);

    /// <inheritdoc/>
    protected override void InternalScheduleTellOnce(
        TimeSpan delay, ICanTell receiver, object message, IActorRef sender, ICancelable cancelable) =>
        Timer.Of(Pump, delay, TimeSpan.Zero, cancelable, () => receiver.Tell(message, sender));

    /// <inheritdoc/>
    protected override void InternalScheduleTellRepeatedly(
        TimeSpan initialDelay, TimeSpan interval, ICanTell receiver, object message, IActorRef sender, ICancelable cancelable) =>
        Timer.Of(Pump, initialDelay, interval, cancelable, () => receiver.Tell(message, sender));

    /// <inheritdoc/>
    protected override void InternalScheduleOnce(TimeSpan delay, Action action, ICancelable cancelable) =>
        Timer.Of(Pump, delay, TimeSpan.Zero, cancelable, action);

    /// <inheritdoc/>
    protected override void InternalScheduleOnce(TimeSpan delay, IRunnable action, ICancelable cancelable) =>
        Timer.Of(Pump, delay, TimeSpan.Zero, cancelable, action);

    /// <inheritdoc/>
    protected override void InternalScheduleRepeatedly(
        TimeSpan initialDelay, TimeSpan interval, Action action, ICancelable cancelable) =>
        Timer.Of(Pump, initialDelay, interval, cancelable, action);

    /// <inheritdoc/>
    protected override void InternalScheduleRepeatedly(
        TimeSpan initialDelay, TimeSpan interval, IRunnable action, ICancelable cancelable) =>
        Timer.Of(Pump, initialDelay, interval, cancelable, action);
}
