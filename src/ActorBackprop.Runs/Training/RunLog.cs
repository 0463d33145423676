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

/// <summary>A run's log.jsonl: Serilog's compact JSON, a line an event, of 1 GiB at most.</summary>
public static class RunLog
{
    /// <summary>Opens the log, appending; whoever has it disposes of it. A log that cannot be written stops no run.</summary>
    /// <param name="path">The file.</param>
    /// <param name="least">The least level that is written. Default: information.</param>
    public static Logger Open(string path, LogEventLevel least = LogEventLevel.Information) =>
        new LoggerConfiguration().MinimumLevel.Is(least).WriteTo.File(new CompactJsonFormatter(), path).CreateLogger();
}

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
