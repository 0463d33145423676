using Serilog;
using Serilog.Core;
using Serilog.Events;
using Serilog.Formatting.Compact;

namespace ActorBackprop.Runs.Output;

/// <summary>A run's log.jsonl: Serilog's compact JSON, a line an event, of 1 GiB at most.</summary>
public static class RunLog
{
    /// <summary>Opens the log, appending; whoever has it disposes of it. A log that cannot be written stops no run.</summary>
    /// <param name="path">The file.</param>
    /// <param name="least">The least level that is written. Default: information.</param>
    public static Logger Open(string path, LogEventLevel least = LogEventLevel.Information) =>
        new LoggerConfiguration().MinimumLevel.Is(least).WriteTo.File(new CompactJsonFormatter(), path).CreateLogger();
}
