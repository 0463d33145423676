using Akka.Actor;
using Akka.Dispatch;
using Akka.Event;
using LogEventLevel = Serilog.Events.LogEventLevel;

namespace ActorBackprop.Runs.Training;

/// <summary>Akka's logger: hands what its actors log to Serilog, that is to the run's log.jsonl.</summary>
internal sealed class SerilogForAkka : UntypedActor, IRequiresMessageQueue<ILoggerMessageQueueSemantics>
{
    private readonly RemoteNews _news = new();

    /// <inheritdoc/>
    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case InitializeLogger:
                Sender.Tell(new LoggerInitialized());
                break;
            case LogEvent entry when _news.IsNews(entry):
                Serilog.Log.ForContext("Source", entry.LogSource).Write(LevelOf(entry), entry.Cause, "{Akka:l}", entry.ToString());
                break;
        }
    }

    private static LogEventLevel LevelOf(LogEvent entry) => entry.LogLevel() switch
    {
        LogLevel.ErrorLevel => LogEventLevel.Error,
        LogLevel.WarningLevel => LogEventLevel.Warning,
        LogLevel.InfoLevel => LogEventLevel.Information,
        _ => LogEventLevel.Debug,
    };
}
