using Akka.Actor;
using Akka.Actor.Setup;
using Akka.Dispatch;
using Akka.Event;
using Serilog;
using Serilog.Core;
using Serilog.Formatting.Compact;
using LogEvent = Akka.Event.LogEvent;
using LogEventLevel = Serilog.Events.LogEventLevel;

namespace ActorBackprop.Runs.Training;

/// <summary>A run's log.jsonl: Serilog's compact JSON, one event per line, at most 1 GiB.</summary>
public static class RunLog
{
    /// <summary>Opens the log for appending; the caller disposes it. A log that cannot be written does not stop the run.</summary>
    /// <param name="path">The file.</param>
    /// <param name="least">The minimum level. Default: information.</param>
    public static Logger Open(string path, LogEventLevel least = LogEventLevel.Information) =>
        new LoggerConfiguration().MinimumLevel.Is(least).WriteTo.File(new CompactJsonFormatter(), path).CreateLogger();
}

/// <summary>
/// Akka's logger: passes log entries to Serilog, and so to the run's log.jsonl. Without a <see cref="RunLogSetup"/> it discards them.
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

/// <summary>
/// Passes a run's log to its actor system, since Akka creates its loggers itself. The static <c>Serilog.Log.Logger</c> belongs to the host
/// program, which may have several runs at once.
/// </summary>
/// <param name="log">The run's log.</param>
internal sealed class RunLogSetup(ILogger log) : Setup
{
    /// <summary>The run's log.</summary>
    public ILogger Log => log;
}
