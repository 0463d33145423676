using System.Globalization;
using System.Text.Json;
using ActorBackprop.Lab.Reporting.Pages;
using ActorBackprop.Lab.Tests.Support;

namespace ActorBackprop.Lab.Tests.Reporting;

/// <summary>Modes whose epochs overlap, so that an epoch may have a fraction or a multiple of the images.</summary>
public sealed class OverlappingEpochsTests : SweptTests
{
    [Fact]
    public void The_last_line_of_each_run_has_exactly_the_samples_and_seconds_of_its_record()
    {
        File.WriteAllText(Digits.At("slow.jsonc"), """
            { "title": "Slow", "world": { "compute": { "secondsPerPart": 0.004, "flopsPerSecond": 0, "law": { "kind": "exponential" } } } }
            """);
        var set = Sweep("""
            { "host": "simulate", "level": "slow.jsonc",
              "settings": { "workers": 20, "minibatch": 100, "microbatch": 5, "epochs": 4, "learningRate": 0.01 },
              "list": [{ "mode": "asynchronous" }, { "mode": "k-async", "gradientsPerStep": 6 }, { "mode": "k-batch-async", "gradientsPerStep": 6 },
                { "mode": "k-sync", "gradientsPerStep": 15 }, { "mode": "synchronous" }], "seeds": "1..2" }
            """);
        var lines = Table.Lines(CsvFile.Epochs(set)).GroupBy(line => line["run"]).ToList();
        Assert.Equal(10, lines.Count);
        foreach (var run in lines)
        {
            var record = Table.Record(Digits.At($"sweep/{run.Key}"));
            var last = run.Last();
            Assert.Equal(record.GetProperty("seconds").GetRawText(), last["seconds"]);
            Assert.Equal(record.GetProperty("samples").GetRawText(), last["samples"]);
            var seconds = run.Select(line => double.Parse(line["seconds"], CultureInfo.InvariantCulture)).ToList();
            Assert.Equal(seconds.Order(), seconds);
            // In virtual time nothing warms up: the speed is that of the whole run.
            Assert.Equal(record.GetProperty("samples").GetInt64() / record.GetProperty("seconds").GetDouble(),
                set.Runs.Single(one => one.Name == run.Key).SamplesPerSecond!.Value, 1e-6);
        }
        var asynchronous = set.Runs.First(run => run.Name.StartsWith("mode-asynchronous", StringComparison.Ordinal));
        Assert.True(asynchronous.Epochs.Select(epoch => epoch.Samples).Distinct().Count() > 1, "no epochs overlapped");
    }

    [Fact]
    public void The_protocol_alone_leaves_a_line_for_each_run()
    {
        File.WriteAllText(Digits.At("crashes.jsonc"), """
            { "title": "Crashes", "world": { "compute": { "secondsPerPart": 0.001 }, "swarm": { "crashesPerSecond": 20, "downSeconds": 0.02 } } }
            """);
        var set = Sweep("""
            { "host": "simulate", "level": "crashes.jsonc", "noGradient": true, "settings": { "minibatch": 20, "epochs": 40 },
              "grid": { "workers": [2, 5] }, "seeds": "1..2" }
            """, "alone");
        var (epochs, runs) = (Table.Lines(CsvFile.Epochs(set)), Table.Lines(CsvFile.Runs(set)));
        Assert.Equal((4, 4), (epochs.Count, runs.Count));
        foreach (var (line, run) in epochs.Zip(runs))
        {
            var record = Table.Record(Digits.At($"alone/{run["run"]}"));
            foreach (var key in new[] { "samples", "seconds", "bytesUpwards", "bytesDownwards" })
                Assert.Equal((Raw(record, key), Raw(record, key)), (line[key], run[key]));
            Assert.Equal(Raw(record, "steps"), run["steps"]);
            Assert.Equal("600", line["step"]); // 40 epochs of 300 images, 20 a step
            Assert.Equal(record.GetProperty("faults").GetProperty("crash").GetRawText(), run["faults.crash"]);
            Assert.Equal(record.GetProperty("eventsSha256").GetString(), run["eventsSha256"]);
            Assert.Equal(record.GetProperty("time").GetProperty("compute").GetRawText(), run["compute"]);
        }
    }

    private static string Raw(JsonElement record, string key) => record.GetProperty(key).GetRawText();
}
