using Akka.Actor;
using Akka.Configuration;
using Akka.Dispatch;
using Akka.Dispatch.SysMsg;

namespace ActorBackprop.VirtualTime.Engine;

/// <summary>Made by Akka for each dispatcher that is configured with it.</summary>
internal sealed class VirtualDispatcherConfigurator : MessageDispatcherConfigurator
{
    private readonly VirtualDispatcher _dispatcher;

    /// <summary>Called by Akka.</summary>
    public VirtualDispatcherConfigurator(Config config, IDispatcherPrerequisites prerequisites) : base(config, prerequisites)
    {
        var scheduler = (VirtualScheduler)prerequisites.Scheduler;
        _dispatcher = new VirtualDispatcher(this, scheduler.Pump, config.GetString("id"), config.GetBoolean("is-modelled"));
    }

    /// <inheritdoc/>
    public override MessageDispatcher Dispatcher() => _dispatcher;
}

/// <summary>
/// Runs actors on the pump's thread. Where it is modelled, a message crosses the network and waits until its
/// receiver is free; otherwise (Akka's own actors) it arrives at once. Akka swallows what a dispatcher throws, so violations
/// are recorded, and thrown by the pump.
/// </summary>
internal sealed class VirtualDispatcher : MessageDispatcher
{
    private readonly Pump _pump;

    public VirtualDispatcher(MessageDispatcherConfigurator configurator, Pump pump, string id, bool isModelled) : base(configurator)
    {
        (_pump, IsModelled) = (pump, isModelled);
        (Id, Throughput, ShutdownTimeout) = (id, 1, TimeSpan.FromSeconds(1));
    }

    /// <summary>Whether its actors live on nodes, take time and are logged.</summary>
    public bool IsModelled { get; }

    private Registry Registry => _pump.Registry;

    public override void Attach(ActorCell cell)
    {
        if (_pump.IsForeign)
        {
            _pump.Foreign($"started {Name(cell)}", () => Attach(cell));
            return;
        }
        Registry.Attach(cell, this);
        base.Attach(cell);
    }

    public override void Detach(ActorCell cell)
    {
        var actor = IsModelled ? Registry.Find(cell) : null;
        base.Detach(cell);
        if (actor is not null) Registry.Detach(actor);
    }

    public override void Dispatch(ActorCell cell, Envelope envelope)
    {
        if (_pump.IsForeign)
        {
            Refuse(cell, envelope);
            return;
        }
        try
        {
            if (envelope.Sender is MinimalActorRef sender && RealTimeGuard.ReasonAgainstAsking(sender, cell, envelope.Message) is { } asking)
                _pump.RecordViolation(asking);
            if (IsModelled && Registry.Find(cell) is { } to) _pump.Post.Send(to, envelope);
            else base.Dispatch(cell, envelope);
        }
        catch (Exception cause)
        {
            _pump.RecordViolation($"{envelope.Message.GetType().Name} could not be told to {Name(cell)}: {cause.Message}", cause);
        }
    }

    public override void SystemDispatch(ActorCell cell, SystemMessage message)
    {
        if (_pump.IsForeign)
        {
            Refuse(cell, message);
            return;
        }
        if (message is Supervise supervise) Registry.Expect(cell, supervise.Child);
        else if (message is Failed { Cause: var cause } failed && AssertionFailure.Find(cause) is { } assertion)
            _pump.RecordViolation(
                $"{failed.Child.Path.ToStringWithoutAddress()} failed an assertion: {assertion.Message}; {_pump.Place}", assertion);
        else if (message is Watch { Watcher: MinimalActorRef watcher } && RealTimeGuard.ReasonAgainstWatching(watcher, cell) is { } waiting)
            _pump.RecordViolation(waiting);
        if (!IsModelled || Registry.Find(cell) is not { } to) base.SystemDispatch(cell, message);
        else if (message is DeathWatchNotification death && Registry.TimeToDetect(death.Actor, to) is var time && time > TimeSpan.Zero)
            _pump.Add(Ticks.After(_pump.Now, time), Later(cell, message));
        else if (MustWait(to)) to.Node.Hold(Later(cell, message));
        else DispatchInOrder(to, message);
    }

    /// <summary>Puts a message that has arrived into the actor's mailbox.</summary>
    internal void Deliver(ActorCell cell, Envelope envelope) => base.Dispatch(cell, envelope);

    protected override void ExecuteTask(IRunnable run) => _pump.Execute(run);

    protected override void Shutdown()
    {
    }

    private void DispatchInOrder(VirtualActor to, SystemMessage message)
    {
        if (message is Terminate or Suspend or Resume or Recreate) _pump.Sibling = to.Number;
        base.SystemDispatch(to.Cell, message);
        _pump.Sibling = 0;
    }

    // In separate methods, so that their callers allocate nothing.
    private void Refuse(ActorCell cell, Envelope envelope) =>
        _pump.Foreign($"told {envelope.Message.GetType().Name} to {Name(cell)}", () => Dispatch(cell, envelope));

    private void Refuse(ActorCell cell, SystemMessage message) =>
        _pump.Foreign($"told {message.GetType().Name} to {Name(cell)}", () => SystemDispatch(cell, message));

    private ScheduledAction Later(ActorCell cell, SystemMessage message) => new(() => SystemDispatchNow(cell, message));

    private void SystemDispatchNow(ActorCell cell, SystemMessage message)
    {
        if (Registry.Find(cell) is { } to && MustWait(to)) to.Node.Hold(Later(cell, message));
        else base.SystemDispatch(cell, message);
    }

    /// <summary>Returns whether an actor's node is paused. At the end all actors have to learn that they are to stop.</summary>
    private bool MustWait(VirtualActor to) => to.Node.IsPaused && !_pump.IsEnding;

    private static string Name(ActorCell cell) => cell.Self.Path.ToStringWithoutAddress();
}

/// <summary>
/// Recognizes a failed assertion. To Akka it is a failure like any other: the supervisor restarts the actor, and the test would
/// pass. This library refers to no test framework, so it goes by names: xunit's exceptions have the interface, those of NUnit,
/// MSTest, Shouldly and Debug.Assert the word.
/// </summary>
internal static class AssertionFailure
{
    /// <summary>Returns the failed assertion that an exception is or was caused by; null if it is none.</summary>
    public static Exception? Find(Exception? exception)
    {
        while (exception is not null && !IsAssertion(exception)) exception = exception.InnerException;
        return exception;
    }

    private static bool IsAssertion(Exception exception)
    {
        for (var type = exception.GetType(); type is not null; type = type.BaseType)
            if (type.Name.Contains("Assert", StringComparison.Ordinal)) return true;
        return exception.GetType().GetInterface("IAssertionException") is not null;
    }
}
