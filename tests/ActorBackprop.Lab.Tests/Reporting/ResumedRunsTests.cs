using System.Text.RegularExpressions;
using ActorBackprop.Lab.Collecting;
using ActorBackprop.Lab.Reporting;
using ActorBackprop.Lab.Tests.Support;

namespace ActorBackprop.Lab.Tests.Reporting;

/// <summary>What a report says about resumed runs.</summary>
public sealed partial class ResumedRunsTests : SweptTests
{
    private const string Together = "times are the sums of several processes' times";

    [Fact]
    public void Only_a_run_resumed_within_an_epoch_has_untimed_samples()
    {
        Sweep("""{ "host": "sequential", "settings": { "epochs": 2 }, "seeds": "1..5" }""");
        Assert.Empty(Warnings());

        Change("s1/run.json", "\"resumedFromStep\": 0", "\"resumedFromStep\": 30");
        Assert.Equal([$"1 of 5 runs was resumed (column state): its {Together}."], Warnings());

        Change("s2/run.json", "\"resumedFromStep\": 0", "\"resumedFromStep\": 45");
        // Half as many samples in the measured time: the process before the resume computed the others.
        var metrics = Digits.At("sweep/s2/metrics.jsonl");
        File.WriteAllText(metrics, Speed().Replace(File.ReadAllText(metrics), match =>
            $"\"samplesPerSecond\":{double.Parse(match.Groups[1].Value, System.Globalization.CultureInfo.InvariantCulture) / 2:R}"));
        Assert.Equal([$"2 of 5 runs were resumed (column state): their {Together}; samples of an epoch that a later process finished were "
            + "not timed, and count at the speed of the rest."], Warnings());
    }

    private IReadOnlyList<string> Warnings() => Report.Of(RunSet.Open(Digits.At("sweep"))).Warnings;

    private void Change(string file, string from, string to)
    {
        var (path, text) = (Digits.At($"sweep/{file}"), File.ReadAllText(Digits.At($"sweep/{file}")));
        Assert.Contains(from, text, StringComparison.Ordinal);
        File.WriteAllText(path, text.Replace(from, to, StringComparison.Ordinal));
    }

    [GeneratedRegex("\"samplesPerSecond\":([0-9.Ee+-]+)")]
    private static partial Regex Speed();
}
