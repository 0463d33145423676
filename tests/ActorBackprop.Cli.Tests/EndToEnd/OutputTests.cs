using System.Text.Json;
using System.Text.RegularExpressions;
using ActorBackprop.Testing;

namespace ActorBackprop.Cli.Tests.EndToEnd;

/// <summary>What a run prints into a pipe, and leaves behind.</summary>
public sealed partial class OutputTests(SmallDigits digits) : IClassFixture<SmallDigits>
{
    private const string Settings = "--epochs 3 --workers 3 --minibatch 20";

    [Fact]
    public async Task Json_is_an_event_for_each_epoch_and_a_last_one_for_the_run()
    {
        var run = digits.At("json");
        var events = (await Actorbackprop.Run(Actorbackprop.Train(digits, "json", Settings))).Succeeded().Events;

        Assert.Equal(["epoch-completed", "epoch-completed", "epoch-completed", "run-completed"], events.Select(line => Outcome.Text(line, "event")));
        Assert.Equal([1, 2, 3], events[..3].Select(line => line.GetProperty("epoch").GetInt32()));
        Assert.Equal(RunFiles.Metrics(run), events[..3].Select(RunFiles.WithoutTimes)); // the same as in the file
        var last = events[^1];
        string[] keys =
        [
            "event", "weightsSha256", "testAccuracy", "bestTestAccuracy", "epochs", "steps", "samplesPerSecond", "workers", "samplesByWorker",
            "refused", "resumedFromStep",
        ];
        Assert.Equal(keys, last.EnumerateObject().Select(property => property.Name).Take(keys.Length));
        Assert.Matches("^[0-9a-f]{64}$", Outcome.Text(last, "weightsSha256"));
        Assert.Equal(Outcome.Text(events[2], "weightsSha256"), Outcome.Text(last, "weightsSha256"));
        var accuracies = events[..3].Select(line => (double)line.GetProperty("testCorrect").GetInt32() / SmallDigits.Test).ToArray();
        Assert.Equal(accuracies[^1], last.GetProperty("testAccuracy").GetDouble());
        Assert.Equal(accuracies.Max(), last.GetProperty("bestTestAccuracy").GetDouble());
        Assert.True(accuracies.Max() > 0.2, "expected it to learn");
        Assert.Equal(3, last.GetProperty("epochs").GetInt32());
        Assert.Equal(3 * SmallDigits.TrainedOn / 20, last.GetProperty("steps").GetInt32());
        Assert.InRange(last.GetProperty("samplesPerSecond").GetDouble(), 1, 1e9);
        Assert.Equal(3, last.GetProperty("workers").GetInt32());
        Assert.Equal(0, last.GetProperty("resumedFromStep").GetInt32());
        var time = last.GetProperty("time").EnumerateObject().Select(part => part.Value.GetDouble()).ToArray();
        Assert.All(time, part => Assert.InRange(part, 0, 1));
        Assert.Equal(1, time.Sum(), 0.01);
    }

    [Fact]
    public async Task Plain_output_has_a_line_per_epoch_and_no_colours()
    {
        var run = digits.At("plain");
        var environment = new Dictionary<string, string> { ["TERM"] = "xterm-256color", ["COLORTERM"] = "truecolor" };
        var arguments = Actorbackprop.Train(digits, "plain", Settings).Where(word => word != "--json");
        var outcome = (await Actorbackprop.Run(arguments, environment: environment)).Succeeded();

        Assert.Equal("64-12-10, 300 images, minibatch 20, 3 epochs, 3 workers, seed 1", outcome.Lines[0]);
        var correct = File.ReadLines(Path.Combine(run, "metrics.jsonl"))
            .Select(line => JsonElement.Parse(line).GetProperty("testCorrect").GetInt32());
        Assert.Equal(
            correct.Select((count, epoch) => $"Epoch {epoch + 1}: {count} / {SmallDigits.Test}"),
            outcome.Lines[1..4].Select(line => EpochBeginning().Match(line).Value));
        Assert.StartsWith("Done: ", outcome.Lines[4], StringComparison.Ordinal);
        Assert.Contains($"Weights {RunFiles.Record(run).GetProperty("weightsSha256").GetString()}", outcome.Lines);
        Assert.Equal($"Files in {run}", outcome.Lines[^1]);
        Assert.DoesNotContain('\e', outcome.Output);
        Assert.DoesNotContain('\r', outcome.Output.ReplaceLineEndings("\n"));

        Assert.Equal(
            ["checkpoints", "config.resolved.json", "lock", "log.jsonl", "metrics.jsonl", "run.json", "training.svg"],
            Directory.GetFileSystemEntries(run).Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal));
        Assert.Equal(["step-00000030.safetensors", "step-00000045.safetensors"], RunFiles.Checkpoints(run));
        var argv = RunFiles.Record(run).GetProperty("argv").EnumerateArray().Select(word => word.GetString());
        Assert.Equal(["train", "--data", digits.Data], argv.Take(3));
        Assert.All(File.ReadLines(Path.Combine(run, "log.jsonl")), line => Assert.Equal(JsonValueKind.Object, JsonElement.Parse(line).ValueKind));
    }

    [Fact]
    public async Task Quiet_output_is_one_line()
    {
        var arguments = Actorbackprop.Train(digits, "quiet", $"{Settings} --quiet").Where(word => word != "--json");
        var line = Assert.Single((await Actorbackprop.Run(arguments)).Succeeded().Lines);
        Assert.Matches(@"^Done: [0-9.]+ % of 60 test images right \(best [0-9.]+ %\), [0-9.]+ s, [0-9,]+ samples/s\.$", line);
    }

    [Fact]
    public async Task A_dry_run_shows_the_training_and_writes_nothing()
    {
        var arguments = Actorbackprop.Train(digits, "dry", $"{Settings} --dry-run").Where(word => word != "--json");
        var outcome = (await Actorbackprop.Run(arguments, digits.Root)).Succeeded();
        Assert.Contains("64-12-10 (910 parameters)", outcome.Output, StringComparison.Ordinal);
        Assert.Contains("45: 3 epochs of 15", outcome.Output, StringComparison.Ordinal);
        Assert.Contains("20 samples, 7 microbatches of 3", outcome.Output, StringComparison.Ordinal);
        Assert.Contains("3, of which 3 have a part of each full minibatch", outcome.Output, StringComparison.Ordinal);
        var configuration = JsonElement.Parse(outcome.Output[outcome.Output.IndexOf('{', StringComparison.Ordinal)..]);
        Assert.Equal(20, configuration.GetProperty("minibatch").GetInt32());
        Assert.False(Path.Exists(digits.At("dry")));
        Assert.False(Path.Exists(digits.At("runs")));
    }

    [Fact]
    public async Task A_dry_run_with_compression_counts_a_gradient_per_microbatch()
    {
        var arguments = Actorbackprop.Train(digits, "dry", $"{Settings} --dry-run --compression int8").Where(word => word != "--json");
        var outcome = (await Actorbackprop.Run(arguments)).Succeeded();
        // A byte for each of 910 parameters, and a float for each of their two buckets.
        Assert.Contains(", 7 gradients of at most 918 bytes back", outcome.Output, StringComparison.Ordinal);
    }

    [GeneratedRegex("^Epoch [0-9]+: [0-9]+ / [0-9]+")]
    private static partial Regex EpochBeginning();
}
