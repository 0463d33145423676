using System.Collections.Concurrent;
using ActorBackprop.Configuration;
using ActorBackprop.Runs.Training;
using ActorBackprop.Testing;
using Akka.Actor;
using Akka.Actor.Setup;
using Akka.Event;
using Serilog;
using Serilog.Core;
using LogEvent = Serilog.Events.LogEvent;

namespace ActorBackprop.Runs.Tests.Training;

/// <summary>A run logs to its own log.jsonl, and leaves the log of the program that it is embedded in alone.</summary>
public sealed class RunLogTests(SmallDigits digits) : IClassFixture<SmallDigits>
{
    [Fact]
    public async Task Each_actor_system_logs_to_the_log_it_was_created_with()
    {
        var (host, first, second) = (new Sink(), new Sink(), new Sink());
        using var _ = new HostLogger(host);
        using ActorSystem one = Create("one", first), other = Create("other", second);
        one.Log.Warning("told by one");
        other.Log.Warning("told by the other");
        Assert.Contains("told by one", await first.Next(), StringComparison.Ordinal);
        Assert.Contains("told by the other", await second.Next(), StringComparison.Ordinal);
        Assert.Equal((0, 0, 0), (host.Count, first.Count, second.Count));
    }

    [Fact]
    public async Task The_host_logs_by_its_own_logger_before_and_after_a_run()
    {
        var sink = new Sink();
        using var host = new HostLogger(sink);
        var before = Log.Logger;
        var directory = Run();
        Assert.Same(before, Log.Logger);
        Log.Information("after the run");
        Assert.Equal("after the run", await sink.Next()); // and nothing of the run before it
        Assert.NotEmpty(await File.ReadAllLinesAsync(Path.Combine(directory, "log.jsonl")));
    }

    private string Run()
    {
        string[] settings = [$"data={digits.Data}", $"layers={SmallDigits.Layers}", "epochs=1"];
        var request = new RunRequest
        {
            Configuration = ResolvedConfiguration.Resolve(null, new Dictionary<string, string>(), settings.Select(Assignment.Parse)),
            Arguments = [],
            Out = digits.At("host-log"),
        };
        return TrainingRun.Execute(request, new RecordingListener(), TimeProvider.System, CancellationToken.None).Start.Directory;
    }

    private static ActorSystem Create(string name, Sink sink) => ActorSystem.Create(name, ActorSystemSetup.Create(
        BootstrapSetup.Create().WithConfig(ActorRun.Configure()), new RunLogSetup(new LoggerConfiguration().WriteTo.Sink(sink).CreateLogger())));

    private sealed class Sink : ILogEventSink
    {
        private readonly BlockingCollection<string> _lines = [];

        public int Count => _lines.Count;

        public void Emit(LogEvent logEvent) => _lines.Add(logEvent.RenderMessage(null));

        public Task<string> Next() => Task.Run(() => _lines.TryTake(out var line, TimeSpan.FromSeconds(20)) ? line : "nothing within 20 s");
    }

    /// <summary>The static logger, as a host sets it, for as long as a test lasts.</summary>
    private sealed class HostLogger : IDisposable
    {
        private readonly ILogger _before = Log.Logger;

        public HostLogger(Sink sink) => Log.Logger = new LoggerConfiguration().WriteTo.Sink(sink).CreateLogger();

        public void Dispose() => Log.Logger = _before;
    }
}
