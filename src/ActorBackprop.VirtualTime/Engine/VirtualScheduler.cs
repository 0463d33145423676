using Akka.Actor;
using Akka.Configuration;
using Akka.Dispatch;
using Akka.Event;

namespace ActorBackprop.VirtualTime.Engine;

/// <summary>Akka's scheduler and clock, in virtual time.</summary>
internal sealed class VirtualScheduler : SchedulerBase
{
    /// <summary>The virtual time in which a system is created: the beginning of 2000, so that it is not mistaken for the real time.</summary>
    private static readonly DateTimeOffset Beginning = new(2000, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>The pump of the system that this thread creates: Akka makes the scheduler itself and hands it only text.</summary>
    [ThreadStatic]
    private static Pump? t_pump;

    /// <summary>Called by Akka.</summary>
    public VirtualScheduler(Config scheduler, ILoggingAdapter log) : base(scheduler, log)
    {
    }

    internal Pump Pump { get; } = t_pump ?? throw new InvalidOperationException("expected a system that VirtualSystem creates");

    /// <summary>Creates an actor system that a pump runs.</summary>
    public static ActorSystem CreateSystem(Pump pump, string name, Config configuration)
    {
        var outer = t_pump;
        t_pump = pump;
        try
        {
            return ActorSystem.Create(name, configuration);
        }
        finally
        {
            t_pump = outer;
        }
    }

    /// <inheritdoc/>
    protected override DateTimeOffset TimeNow => Beginning.AddTicks(Pump.Now);

    /// <inheritdoc/>
    public override TimeSpan MonotonicClock => TimeSpan.FromTicks(Pump.Now);

    /// <inheritdoc/>
    public override TimeSpan HighResMonotonicClock => TimeSpan.FromTicks(Pump.Now);

    /// <inheritdoc/>
    protected override void InternalScheduleTellOnce(
        TimeSpan delay, ICanTell receiver, object message, IActorRef sender, ICancelable cancelable) =>
        InternalScheduleTellRepeatedly(delay, TimeSpan.Zero, receiver, message, sender, cancelable);

    /// <inheritdoc/>
    protected override void InternalScheduleTellRepeatedly(
        TimeSpan initialDelay, TimeSpan interval, ICanTell receiver, object message, IActorRef sender, ICancelable cancelable)
    {
        if (Pump.IsForeign)
        {
            Refuse(() => InternalScheduleTellRepeatedly(initialDelay, interval, receiver, message, sender, cancelable));
            return;
        }
        if (RealTimeGuard.ReasonAgainstScheduling(message, receiver) is { } refusal) Pump.RecordViolation(refusal);
        new Timer(Pump, initialDelay, interval, cancelable, () => receiver.Tell(message, sender)).Start();
    }

    /// <inheritdoc/>
    protected override void InternalScheduleOnce(TimeSpan delay, Action action, ICancelable cancelable) =>
        InternalScheduleRepeatedly(delay, TimeSpan.Zero, action, cancelable);

    /// <inheritdoc/>
    protected override void InternalScheduleOnce(TimeSpan delay, IRunnable action, ICancelable cancelable) =>
        InternalScheduleRepeatedly(delay, TimeSpan.Zero, action.Run, cancelable);

    /// <inheritdoc/>
    protected override void InternalScheduleRepeatedly(
        TimeSpan initialDelay, TimeSpan interval, Action action, ICancelable cancelable)
    {
        if (Pump.IsForeign)
        {
            Refuse(() => InternalScheduleRepeatedly(initialDelay, interval, action, cancelable));
            return;
        }
        if (RealTimeGuard.ReasonAgainstScheduling(action) is { } refusal) Pump.RecordViolation(refusal);
        new Timer(Pump, initialDelay, interval, cancelable, action).Start();
    }

    /// <inheritdoc/>
    protected override void InternalScheduleRepeatedly(
        TimeSpan initialDelay, TimeSpan interval, IRunnable action, ICancelable cancelable) =>
        InternalScheduleRepeatedly(initialDelay, interval, action.Run, cancelable);

    private void Refuse(Action late) => Pump.Foreign("scheduled something", late);
}
