using Akka.Actor;

namespace ActorBackprop.VirtualTime.Engine;

/// <summary>
/// What waits for an actor in real time: Ask, and what is made of it. Its answer would come on another thread and its
/// timeout by the real clock, so that it is refused when it begins.
/// </summary>
internal static class Impatience
{
    /// <summary>Akka's own reference behind GracefulStop and WatchAsync, which is internal to it.</summary>
    private const string Promise = "PromiseActorRef";

    /// <summary>Why a message is refused, if whom it comes from stands for somebody who waits for an answer; else null.</summary>
    public static string? OfAsking(MinimalActorRef sender, ActorCell cell, object message)
    {
        var type = sender.GetType();
        if (!type.IsGenericType || type.GetGenericTypeDefinition() != typeof(FutureActorRef<>)) return null;
        return message is Identify
            ? $"{Name(cell)} was to be found by ResolveOne, or asked for Identify, which wait in real time; "
                + "tell it Identify, and set a timer for the answer that does not come"
            : $"{Name(cell)} was asked for an answer to {message.GetType().Name}: Ask waits in real time; "
                + "use Tell, and a timer for the answer that does not come";
    }

    /// <summary>Why an actor cannot be watched, if who watches it stands for somebody who waits for its end; else null.</summary>
    public static string? OfWatching(MinimalActorRef watcher, ActorCell cell) =>
        watcher.GetType().Name != Promise
            ? null
            : $"{Name(cell)} was to be stopped by GracefulStop, or watched by WatchAsync, which wait in real time; "
                + "use Watch, and a timer for the end that does not come";

    private static string Name(ActorCell cell) => cell.Self.Path.ToStringWithoutAddress();
}
