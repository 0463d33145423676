using Akka.Event;

namespace ActorBackprop.Cluster.Hosts;

/// <summary>
/// What Akka logs by while its loggers are not there yet, or not any more: nothing. Standard output is the program's, and a failed
/// association at the very end is no news.
/// </summary>
internal sealed class NoStandardOutput : MinimalLogger
{
    /// <inheritdoc/>
    protected override void Log(object message)
    {
    }
}
