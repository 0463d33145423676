using Akka.Actor;

namespace ActorBackprop.VirtualTime.Tests.Support;

/// <summary>An actor that does with each message what it is given, and something when it stops.</summary>
internal sealed class Does(Action<IUntypedActorContext, object> handle, Action<IUntypedActorContext> stop) : UntypedActor
{
    /// <summary>How it is made.</summary>
    public static Props With(Action<IUntypedActorContext, object> handle, Action<IUntypedActorContext>? stop = null) =>
        Props.Create<Does>(handle, stop ?? (static _ => { }));

    protected override void OnReceive(object message) => handle(Context, message);

    protected override void PostStop() => stop(Context);
}
