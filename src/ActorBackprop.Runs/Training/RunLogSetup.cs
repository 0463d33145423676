using Akka.Actor.Setup;
using Serilog;

namespace ActorBackprop.Runs.Training;

/// <summary>
/// Hands a run's log to the actor system that is created with it: Akka makes its loggers itself. The static
/// <c>Serilog.Log.Logger</c> belongs to the host, which may log by it, and may have several runs at once.
/// </summary>
/// <param name="log">The run's log.</param>
internal sealed class RunLogSetup(ILogger log) : Setup
{
    /// <summary>The run's log.</summary>
    public ILogger Log => log;
}
