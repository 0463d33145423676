using System.Text.Json;
using ActorBackprop.Actors.Protocol;
using ActorBackprop.Cli.Displays;
using ActorBackprop.Runs.Training;

namespace ActorBackprop.Cli.Tests.Displays;

public sealed class JsonDisplayTests : IDisposable
{
    private readonly StringWriter _output = new() { NewLine = "\n" };

    [Fact]
    public void The_last_line_tells_the_result_and_whose_gradients_were_refused()
    {
        var last = Show(SomeRun.Result())[^1];
        Assert.Equal("run-completed", last.GetProperty("event").GetString());
        Assert.Equal(2000, last.GetProperty("samplesPerSecond").GetDouble());
        Assert.Equal("[2000,2000]", last.GetProperty("samplesByWorker").GetRawText());
        Assert.Equal(
            """{"foreign":0,"superseded":0,"late":3,"duplicate":0,"misshapen":0,"nonFinite":0}""", last.GetProperty("refused").GetRawText());
        Assert.Equal("""{"compute":0.7,"wire":0.1,"wait":0.2}""", last.GetProperty("time").GetRawText());
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
    public void Without_actors_there_are_no_workers_and_no_times_of_theirs()
    {
        var result = SomeRun.Result();
        var last = Show(result with { Start = result.Start with { Sequential = true }, Statistics = result.Statistics with { Workers = [] } })[^1];
        Assert.Equal(0, last.GetProperty("workers").GetInt32());
        Assert.False(last.TryGetProperty("time", out _));
    }

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
