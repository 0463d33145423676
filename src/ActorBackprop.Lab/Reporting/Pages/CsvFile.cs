using System.Globalization;
using System.Text;
using ActorBackprop.Lab.Collecting;

namespace ActorBackprop.Lab.Reporting.Pages;

/// <summary>Writes the numbers of runs as CSV for pandas and R.</summary>
public static class CsvFile
{
    private static readonly string[] FirstHeadings = ["run", "state", "resumed", "times"];

    /// <summary>The start of both files.</summary>
    internal static string Beginning => string.Join(',', FirstHeadings) + ",";

    /// <summary>
    /// Returns a line for each epoch of each run; for a run without epochs, such as one of the protocol alone, one line for the whole run.
    /// Samples and seconds count from the start of the run; bytes are those of the epoch.
    /// </summary>
    public static string Epochs(RunSet set)
    {
        var text = new StringBuilder();
        Line(text, [.. FirstHeadings, .. set.Varied, "seed", "epoch", "step", "samples", "seconds", "cost", "trainingAccuracy",
            "testAccuracy", "testCorrect", "testCount", "validationAccuracy", "samplesPerSecond", "bytesUpwards", "bytesDownwards", "weightsSha256"]);
        foreach (var run in set.Runs)
        {
            foreach (var (i, epoch) in run.Epochs.Index())
                Line(text,
                [
                    .. Head(set, run), Number(epoch.Epoch), Number(epoch.Step), Number(run.SamplesAt[i]), Number(run.SecondsAt[i]),
                    Number(epoch.Cost), Number(epoch.TrainingAccuracy), Number(epoch.TestAccuracy), Number(epoch.TestCorrect),
                    Number(epoch.TestCount), Number(epoch.ValidationAccuracy), Number(epoch.SamplesPerSecond), Number(epoch.BytesUpwards),
                    Number(epoch.BytesDownwards), epoch.WeightsSha256,
                ]);
            if (run.Epochs.Count == 0)
                Line(text,
                [
                    .. Head(set, run), "", Number(run.Record.Steps), Number(run.Samples), Number(run.Seconds), "", "", "", "", "", "",
                    Number(run.SamplesPerSecond), Number(run.Record.BytesUpwards), Number(run.Record.BytesDownwards), run.Record.WeightsSha256 ?? "",
                ]);
        }
        return text.ToString();
    }

    /// <summary>
    /// Returns a line for each run: its results, how its workers spent their time, and the number of faults by kind. Bytes and shares of time
    /// of a resumed run are those of its last process.
    /// </summary>
    public static string Runs(RunSet set)
    {
        var text = new StringBuilder();
        string[] faults = [.. set.Runs.SelectMany(run => run.Record.Faults?.Keys ?? []).Distinct().Order(StringComparer.Ordinal)];
        Line(text, [.. FirstHeadings, .. set.Varied, "seed", "exitCode", "epochs", "steps", "samples", "seconds",
            "samplesPerSecond",
            "cost", "testAccuracy", "bestTestAccuracy", "validationAccuracy", "bytesUpwards", "bytesDownwards", "compute", "wire", "wait",
            "meanStaleness", "partsDropped", .. faults.Select(kind => $"faults.{kind}"), "eventsSha256", "weightsSha256", "why"]);
        foreach (var run in set.Runs)
        {
            var record = run.Record;
            Line(text,
            [
                .. Head(set, run), Number(record.ExitCode), Number(run.Epochs.Count), Number(record.Steps), Number(run.Samples), Number(run.Seconds),
                Number(run.SamplesPerSecond), Number(run.Last?.Cost), Number(run.Last?.TestAccuracy), Number(run.BestTestAccuracy),
                Number(run.Last?.ValidationAccuracy), Number(record.BytesUpwards), Number(record.BytesDownwards), Number(record.Time?.Compute),
                Number(record.Time?.Wire), Number(record.Time?.Wait), Number(run.MeanStaleness), Number(record.PartsDropped),
                .. faults.Select(kind => record.Faults is { } counts ? Number(counts.GetValueOrDefault(kind)) : ""),
                record.EventsSha256 ?? "", record.WeightsSha256 ?? "", record.Why ?? "",
            ]);
        }
        return text.ToString();
    }

    private static IEnumerable<string> Head(RunSet set, RunSummary run) =>
    [
        run.Name, run.State.ToString().ToLowerInvariant(), run.IsResumed ? "true" : "false", run.Times.Name(),
        .. set.Varied.Select(key => RunValue.Of(run, key)), Number(run.Settings.Seed),
    ];

    private static string Number(IFormattable? value) => value?.ToString(null, CultureInfo.InvariantCulture) ?? "";

    private static void Line(StringBuilder text, IEnumerable<string> cells) => text.AppendJoin(',', cells.Select(Cell)).Append('\n');

    private static string Cell(string text) =>
        text.AsSpan().IndexOfAny(",\"\n\r") < 0 ? text : $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}
