using System.Text.Json;
using ActorBackprop.Actors.Messages;
using ActorBackprop.Cli.Displays;
using ActorBackprop.Runs.Training;

namespace ActorBackprop.Cli.Tests.Displays;

public sealed class JsonDisplayTests : IDisposable
{
    private readonly StringWriter _output = new() { NewLine = "\n" };

    [Fact]
    public void The_last_JSON_line_has_the_result_and_refused_gradients()
    {
        var last = Show(SomeRun.Result())[^1];
        Assert.Equal("run-completed", last.GetProperty("event").GetString());
        Assert.Equal(2000, last.GetProperty("samplesPerSecond").GetDouble());
        Assert.Equal("[2000,2000]", last.GetProperty("samplesByWorker").GetRawText());
        Assert.Equal(
            """{"foreign":0,"superseded":0,"late":3,"duplicate":0,"misshapen":0,"nonFinite":0,"dropped":0}""", last.GetProperty("refused").GetRawText());
        Assert.Equal("""{"compute":0.7,"wire":0.1,"wait":0.2}""", last.GetProperty("time").GetRawText());
        Assert.Equal(987_654_321, last.GetProperty("bytesUpwards").GetInt64());
    }

    [Fact]
    public void A_run_that_measured_nothing_has_no_accuracy()
    {
        var last = Show(SomeRun.Result(TrainingEnd.Diverged, "why") with { TestAccuracy = null, BestTestAccuracy = null })[^1];
        Assert.Equal("run-diverged", last.GetProperty("event").GetString());
        Assert.Equal(JsonValueKind.Null, last.GetProperty("testAccuracy").ValueKind);
        Assert.Equal("why", last.GetProperty("why").GetString());
    }

    [Fact]
    public void Without_actors_the_JSON_has_no_workers_and_no_times()
    {
        var result = SomeRun.Result();
        var last = Show(result with { Start = result.Start with { Sequential = true }, Statistics = result.Statistics with { Workers = [] } })[^1];
        Assert.Equal(0, last.GetProperty("workers").GetInt32());
        Assert.False(last.TryGetProperty("time", out _));
        Assert.False(last.TryGetProperty("bytesUpwards", out _));
    }

    [Fact]
    public void JSON_of_a_simulated_run_adds_events_virtual_time_and_validity()
    {
        var last = Show(SomeRun.SimulatedResult())[^1];
        string[] keys = ["level", "eventsSha256", "virtualSeconds", "events", "eventsPerSecond", "faults", "validated", "validity"];
        Assert.Equal(keys, last.EnumerateObject().Select(property => property.Name).TakeLast(keys.Length));
        Assert.Equal("A level", last.GetProperty("level").GetString());
        Assert.Equal(new string('e', 64), last.GetProperty("eventsSha256").GetString());
        Assert.Equal((30.25, 123_456, 30_864),
            (last.GetProperty("virtualSeconds").GetDouble(), last.GetProperty("events").GetInt64(), last.GetProperty("eventsPerSecond").GetDouble()));
        Assert.Equal("""{"loss":1234,"crash":5}""", last.GetProperty("faults").GetRawText());
        Assert.False(last.GetProperty("validated").GetBoolean());
        Assert.Equal("Simulated somehow.", last.GetProperty("validity").GetString());
    }

    [Fact]
    public void Without_gradients_there_are_no_weights()
    {
        var last = Show(SomeRun.SimulatedResult(noGradient: true))[^1];
        Assert.Equal(JsonValueKind.Null, last.GetProperty("weightsSha256").ValueKind);
        Assert.Equal(JsonValueKind.Null, last.GetProperty("testAccuracy").ValueKind);
    }

    [Fact]
    public void A_real_run_says_nothing_of_virtual_time() => Assert.False(Show(SomeRun.Result())[^1].TryGetProperty("events", out _));

    public void Dispose() => _output.Dispose();

    private JsonElement[] Show(RunResult result)
    {
        new JsonDisplay(_output).Show(listener =>
        {
            listener.Started(SomeRun.Start);
            listener.Progressed(SomeRun.Progress(1, 1));
            listener.EpochCompleted(SomeRun.Epoch(1));
            return result;
        });
        var lines = _output.ToString().TrimEnd('\n').Split('\n').Select(line => JsonElement.Parse(line)).ToArray();
        Assert.Equal(2, lines.Length);
        return lines;
    }
}
