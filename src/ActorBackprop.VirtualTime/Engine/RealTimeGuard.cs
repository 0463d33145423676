using Akka.Actor;
using Akka.Configuration;
using Akka.Dispatch;
using Akka.Event;
using Akka.Routing;

namespace ActorBackprop.VirtualTime.Engine;

/// <summary>
/// Recognizes the parts of Akka that wait in real time or go by the real clock, when an actor begins to use them. In virtual
/// time they would fail silently: nothing would be redelivered, throttled or shut down.
/// </summary>
internal static class RealTimeGuard
{
    // By name: this library refers neither to Akka.Persistence nor to Akka.Streams, and what it bans it does not use either.
    private const string RedeliveryTick = "Akka.Persistence.AtLeastOnceDeliverySemantic+RedeliveryTick";

    private const string FutureTimeoutSupport = "Akka.Pattern.FutureTimeoutSupport";

    private const string StreamSupervisor = "Akka.Streams.Implementation.StreamSupervisor";

    /// <summary>Akka's own reference behind GracefulStop and WatchAsync, which is internal to it.</summary>
    private const string Promise = "PromiseActorRef";

    /// <summary>Returns why an actor cannot start in virtual time; null if it can.</summary>
    public static string? ReasonAgainstStarting(ActorCell cell) => cell.Props.RouterConfig switch
    {
        ScatterGatherFirstCompletedPool or ScatterGatherFirstCompletedGroup or TailChoppingPool or TailChoppingGroup =>
            $"the router {Name(cell)} is a {cell.Props.RouterConfig.GetType().Name}, which asks its routees: Ask waits in real time; "
                + "use another router, or an actor that tells the routees and sets a timer",
        SmallestMailboxPool => $"the router {Name(cell)} is a SmallestMailboxPool, which would always choose the first routee: in virtual "
            + "time a mailbox is empty whenever a message is routed; use a RoundRobinPool",
        _ when cell.Props.Type.FullName == StreamSupervisor => ReasonAgainstStreams(Name(cell)),
        _ => null,
    };

    /// <summary>Returns why a message cannot be scheduled in virtual time; null if it can.</summary>
    public static string? ReasonAgainstScheduling(object message, ICanTell receiver) =>
        message is IDeadLetterSuppression && message.GetType().FullName == RedeliveryTick
            ? $"{(receiver is IActorRef actor ? Name(actor) : "an actor")} uses AtLeastOnceDelivery, which uses the real clock and would "
                + "redeliver nothing: redeliver by a timer of the actor"
            : null;

    /// <summary>Returns why an action cannot be scheduled in virtual time; null if it can.</summary>
    public static string? ReasonAgainstScheduling(Action action) => action.Method.DeclaringType?.DeclaringType?.FullName == FutureTimeoutSupport
        ? "RetrySupport.Retry or FutureTimeoutSupport.After was called, which continue on other threads: set a timer"
        : null;

    /// <summary>Returns why the end of a coordinated shutdown will not come; null if none has begun.</summary>
    public static string? UnfinishedShutdown(ActorSystem system) =>
        system.TryGetExtension<CoordinatedShutdown>(out var shutdown) && shutdown.ShutdownReason is not null
            ? "CoordinatedShutdown.Run was called, which runs its tasks on other threads: stop the actors, or let their node Leave"
            : null;

    /// <summary>Returns why Akka.Streams cannot be used.</summary>
    /// <param name="where">The actor that uses it, or the test.</param>
    public static string ReasonAgainstStreams(string where) => $"{where} uses Akka.Streams, which blocks threads and uses the real clock: "
        + "in virtual time use actors and timers";

    /// <summary>
    /// Returns why a message is refused, if its sender waits for an answer in real time, as Ask does; null if it does not. The answer would
    /// come on another thread, and the timeout by the real clock.
    /// </summary>
    public static string? ReasonAgainstAsking(MinimalActorRef sender, ActorCell cell, object message)
    {
        var type = sender.GetType();
        if (!type.IsGenericType || type.GetGenericTypeDefinition() != typeof(FutureActorRef<>)) return null;
        return message is Identify
            ? $"{Name(cell)} was to be found by ResolveOne, or asked for Identify, which wait in real time; "
                + "tell it Identify, and set a timer for the answer that does not come"
            : $"{Name(cell)} was asked for an answer to {message.GetType().Name}: Ask waits in real time; "
                + "use Tell, and a timer for the answer that does not come";
    }

    /// <summary>Returns why an actor cannot be watched, if its watcher waits for its end in real time; null if it does not.</summary>
    public static string? ReasonAgainstWatching(MinimalActorRef watcher, ActorCell cell) =>
        watcher.GetType().Name != Promise
            ? null
            : $"{Name(cell)} was to be stopped by GracefulStop, or watched by WatchAsync, which wait in real time; "
                + "use Watch, and a timer for the end that does not come";

    private static string Name(ActorCell cell) => Name(cell.Self);

    private static string Name(IActorRef actor) => actor.Path.ToStringWithoutAddress();
}

/// <summary>
/// The dispatcher that Akka.Streams is configured with: a materializer looks it up while its caller waits, so that the caller gets the
/// exception at once instead of being blocked for the 20 seconds that Akka waits for the materializer's actor.
/// </summary>
internal sealed class RefusingDispatcherConfigurator : MessageDispatcherConfigurator
{
    /// <summary>Called by Akka.</summary>
    public RefusingDispatcherConfigurator(Config config, IDispatcherPrerequisites prerequisites) : base(config, prerequisites)
    {
    }

    /// <inheritdoc/>
    public override MessageDispatcher Dispatcher()
    {
        var user = Akka.Actor.Internal.InternalCurrentActorCellKeeper.Current?.Self.Path.ToStringWithoutAddress() ?? "the test";
        throw ((VirtualScheduler)Prerequisites.Scheduler).Pump.RecordViolation(RealTimeGuard.ReasonAgainstStreams(user));
    }
}
