using ActorBackprop.Lab.Collecting;
using ActorBackprop.Lab.Reporting;
using ActorBackprop.Lab.Reporting.Drawing;
using ActorBackprop.Lab.Reporting.Pages;
using ActorBackprop.Lab.Tests.Support;
using ActorBackprop.Testing;

namespace ActorBackprop.Lab.Tests.Reporting;

/// <summary>Which runs are put together, and what the groups are called.</summary>
public sealed class GroupingTests : IDisposable
{
    private const string Level = """{ "title": "Rack", "world": { "compute": { "secondsPerPart": SECONDS, "flopsPerSecond": 0 } } }""";

    private readonly SmallDigits _digits = new();

    [Fact]
    public void Levels_with_the_same_title_are_separate_groups()
    {
        Write("fast", "0.001");
        Write("slow", "0.01");
        var experiment = Swept.Experiment(_digits, """
            { "host": "simulate", "noGradient": true, "settings": { "epochs": 1 },
              "grid": { "level": ["fast.jsonc", "slow.jsonc"] }, "seeds": "1..2" }
            """);
        Swept.Run(_digits, experiment, "levels");
        var set = RunSet.Open(_digits.At("levels"));
        var groups = Grouping.Of(set);
        Assert.Equal(["level fast.jsonc", "level slow.jsonc"], groups.Select(group => group.Label));
        Assert.All(groups, group => Assert.Single(group.Runs.Select(run => run.Seconds).Distinct()));
        Assert.Equal(["fast.jsonc", "fast.jsonc", "slow.jsonc", "slow.jsonc"], Table.Lines(CsvFile.Runs(set)).Select(line => line["level"]));
    }

    [Fact]
    public void Levels_with_the_same_title_are_distinguished_by_their_content()
    {
        Write("fast", "0.001");
        Write("slow", "0.01");
        foreach (var (level, directory) in new[] { ("fast", "loose/a"), ("slow", "loose/b"), ("fast", "loose/c") })
            Swept.Run(_digits, Swept.Experiment(_digits, $$"""
                { "host": "simulate", "level": "{{level}}.jsonc", "noGradient": true, "settings": { "epochs": 1 }, "seeds": [{{directory.Length}}] }
                """), directory);
        var groups = Grouping.Of(RunSet.Open(_digits.At("loose")));
        Assert.Equal([2, 1], groups.Select(group => group.Runs.Count));
        Assert.All(groups, group => Assert.Matches(@"^level Rack \([0-9a-f]{8}\)$", group.Label));
    }

    [Fact]
    public void A_label_names_only_values_that_its_mode_reads()
    {
        var experiment = Swept.Experiment(_digits, """
            { "host": "simulate", "noGradient": true, "settings": { "epochs": 1, "workers": 4 },
              "list": [{ "mode": "synchronous" }, { "mode": "k-sync", "gradientsPerStep": 3 }, { "mode": "k-async" },
                { "mode": "stale-synchronous", "stalenessBound": 2 }, { "mode": "local", "replicas": 4, "localSteps": 3 },
                { "mode": "federated", "clients": 10, "clientsPerRound": 2 }] }
            """);
        Swept.Run(_digits, experiment, "modes");
        Assert.Equal(
            ["mode synchronous", "mode k-sync, gradientsPerStep 3", "mode k-async", "mode stale-synchronous, stalenessBound 2",
                "mode local, replicas 4, localSteps 3", "mode federated, clients 10, clientsPerRound 2"],
            Grouping.Of(RunSet.Open(_digits.At("modes"))).Select(group => group.Label));
    }

    [Fact]
    public void Groups_that_differ_in_unused_settings_have_different_labels()
    {
        var experiment = Swept.Experiment(_digits, """
            { "host": "simulate", "noGradient": true, "settings": { "epochs": 1 }, "grid": { "stalenessBound": [1, 2] } }
            """);
        Swept.Run(_digits, experiment, "unread");
        Assert.Equal(["stalenessBound 1", "stalenessBound 2"], Grouping.Of(RunSet.Open(_digits.At("unread"))).Select(group => group.Label));
    }

    [Theory]
    [InlineData("workers 2")]
    [InlineData("mode synchronous, gradientsPerStep by default, stalenessBound 1, replicas 2, localSteps 8, clientsPerRound 10, minibatch 256")]
    [InlineData("a-name-without-a-space-that-is-longer-than-a-line-of-a-chart-can-be-at-all")]
    public void The_lines_of_a_label_fit_and_lose_nothing(string label)
    {
        var lines = RowLabel.Lines(label);
        Assert.All(lines, line => Assert.InRange(line.Length, 1, RowLabel.MaxLine));
        Assert.Equal(label.Replace(" ", "", StringComparison.Ordinal), string.Concat(lines).Replace(" ", "", StringComparison.Ordinal));
    }

    [Fact]
    public void Values_with_the_same_file_name_get_separate_directories()
    {
        Write("a-b", "0.001");
        Directory.CreateDirectory(_digits.At("a"));
        File.Copy(_digits.At("a-b.jsonc"), _digits.At("a/b.jsonc"));
        var names = Swept.Points(Swept.Experiment(_digits, """
            { "host": "simulate", "grid": { "level": ["a-b.jsonc", "a/b.jsonc"], "learningRate": [1e9, 1e-9] } }
            """)).Select(point => point.Name).ToList();
        Assert.Equal(4, names.Distinct(StringComparer.OrdinalIgnoreCase).Count());
        Assert.Contains(names, name => name.Contains("1E+09", StringComparison.Ordinal));
        Assert.All(names, name => Assert.Equal(-1, name.IndexOfAny(Path.GetInvalidFileNameChars())));
    }

    public void Dispose() => _digits.Dispose();

    private void Write(string name, string seconds) =>
        File.WriteAllText(_digits.At($"{name}.jsonc"), Level.Replace("SECONDS", seconds, StringComparison.Ordinal));
}
