using Akka.Actor;
using Akka.Dispatch;
using Akka.Event;
using Serilog;
using Serilog.Core;
using LogEventLevel = Serilog.Events.LogEventLevel;

namespace ActorBackprop.Runs.Training;

/// <summary>
/// Akka's logger: hands what its actors log to Serilog, that is to the run's log.jsonl. Without a <see cref="RunLogSetup"/> it
/// discards it.
/// </summary>
internal sealed class SerilogForAkka : UntypedActor, IRequiresMessageQueue<ILoggerMessageQueueSemantics>
{
    private readonly ILogger _log = Context.System.Settings.Setup.Get<RunLogSetup>() is { HasValue: true, Value: var run } ? run.Log : Logger.None;
    private readonly RemoteNews _news = new();
    private readonly LogLimit _limit = new();

    /// <inheritdoc/>
    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case InitializeLogger:
                Sender.Tell(new LoggerInitialized());
                break;
            case LogEvent entry when _news.IsNews(entry):
                Write(entry);
                break;
        }
    }

    private void Write(LogEvent entry)
    {
        if (_limit.Take($"{entry.LogLevel()} {entry.LogClass}", entry.ToString()) is not { } text) return;
        var isCauseShort = entry.Cause is null || entry.Cause.ToString().Length <= LogLimit.MaxCharacters;
        if (!isCauseShort) text += $" ({LogLimit.Cut(entry.Cause!.ToString())})";
        _log.ForContext("Source", LogLimit.Cut(entry.LogSource)).Write(LevelOf(entry), isCauseShort ? entry.Cause : null, "{Akka:l}", text);
    }

    private static LogEventLevel LevelOf(LogEvent entry) => entry.LogLevel() switch
    {
        LogLevel.ErrorLevel => LogEventLevel.Error,
        LogLevel.WarningLevel => LogEventLevel.Warning,
        LogLevel.InfoLevel => LogEventLevel.Information,
        _ => LogEventLevel.Debug,
    };
}
