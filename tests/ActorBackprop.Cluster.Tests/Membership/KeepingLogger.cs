using Akka.Actor;
using Akka.Event;

namespace ActorBackprop.Cluster.Tests.Membership;

/// <summary>Goes on with <see cref="KeptLog"/> once the system's loggers are started.</summary>
public sealed class KeepingLogger : UntypedActor
{
    /// <inheritdoc/>
    protected override void OnReceive(object message)
    {
        if (message is InitializeLogger) Sender.Tell(new LoggerInitialized());
        else KeptLog.Keep(message);
    }
}
