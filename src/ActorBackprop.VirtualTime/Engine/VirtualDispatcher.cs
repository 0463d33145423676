using Akka.Actor;
using Akka.Configuration;
using Akka.Dispatch;
using Akka.Dispatch.SysMsg;

namespace ActorBackprop.VirtualTime.Engine;

/// <summary>Made by Akka for each dispatcher that is configured with it.</summary>
public sealed class VirtualDispatcherConfigurator : MessageDispatcherConfigurator
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
/// Runs actors on the pump's thread. Where it is modelled, a message takes the way of the network and waits until its
/// receiver is free; else (Akka's own actors) it is there at once. Akka swallows what a dispatcher throws, so that what
/// must not be is noted, and thrown by the pump.
/// </summary>
internal sealed class VirtualDispatcher : MessageDispatcher
{
    private readonly Pump _pump;
    private readonly bool _isModelled;

    public VirtualDispatcher(MessageDispatcherConfigurator configurator, Pump pump, string id, bool isModelled) : base(configurator)
    {
        (_pump, _isModelled) = (pump, isModelled);
        (Id, Throughput, ShutdownTimeout) = (id, 1, TimeSpan.FromSeconds(1));
    }

    public override void Attach(ActorCell cell)
    {
        if (_isModelled) _pump.Attach(cell, this);
        base.Attach(cell);
    }

    public override void Detach(ActorCell cell)
    {
        base.Detach(cell);
        if (_isModelled) _pump.Detach(cell);
    }

    public override void Dispatch(ActorCell cell, Envelope envelope)
    {
        if (_pump.IsForeign) Refuse(cell, envelope);
        else if (_isModelled) _pump.Send(cell, envelope);
        else base.Dispatch(cell, envelope);
    }

    public override void SystemDispatch(ActorCell cell, SystemMessage message)
    {
        if (_pump.IsForeign) Refuse(cell, message);
        else if (_isModelled && message is DeathWatchNotification death && _pump.TimeToDetect(death.Actor, cell) is var delay and > 0)
            Delay(cell, message, delay);
        else base.SystemDispatch(cell, message);
    }

    /// <summary>Puts a message that has arrived into the actor's mailbox.</summary>
    internal void Deliver(ActorCell cell, Envelope envelope) => base.Dispatch(cell, envelope);

    // Apart, so that the methods above allocate nothing.
    private void Refuse(ActorCell cell, Envelope envelope) =>
        _pump.Foreign(cell, envelope.Message, () => Dispatch(cell, envelope));

    private void Refuse(ActorCell cell, SystemMessage message) => _pump.Foreign(cell, message, () => SystemDispatch(cell, message));

    private void Delay(ActorCell cell, SystemMessage message, long delay) =>
        _pump.Add(_pump.Now + delay, new Happening(() => base.SystemDispatch(cell, message)));

    protected override void ExecuteTask(IRunnable run) => _pump.Execute(run);

    protected override void Shutdown()
    {
    }
}
