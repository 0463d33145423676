using System.Globalization;
using System.Text;
using ActorBackprop.Lab.Collecting;

namespace ActorBackprop.Lab.Reporting.Pages;

/// <summary>Every epoch of every run, a line each: what pandas and R read without further ado.</summary>
public static class CsvFile
{
    /// <summary>The file's content.</summary>
    public static string Of(RunSet set)
    {
        var text = new StringBuilder();
        Line(text, ["run", "state", "times", .. set.Varied, "seed", "epoch", "step", "samples", "seconds", "cost", "trainingAccuracy", "testAccuracy",
            "testCorrect", "testCount", "validationAccuracy", "samplesPerSecond", "bytesUpwards", "weightsSha256"]);
        foreach (var run in set.Runs)
            foreach (var (i, epoch) in run.Epochs.Index())
                Line(text,
                [
                    run.Name, run.State.ToString().ToLowerInvariant(), run.Times.Name(), .. set.Varied.Select(key => RunValue.Of(run, key)),
                    Number(run.Settings.Seed), Number(epoch.Epoch), Number(epoch.Step), Number(run.SamplesPerEpoch * epoch.Epoch),
                    Number(run.SecondsAt[i]), Number(epoch.Cost), Number(epoch.TrainingAccuracy), Number(epoch.TestAccuracy),
                    Number(epoch.TestCorrect), Number(epoch.TestCount),
                    epoch.ValidationAccuracy is { } validation ? Number(validation) : "", Number(epoch.SamplesPerSecond),
                    epoch.BytesUpwards is { } bytes ? Number(bytes) : "", epoch.WeightsSha256,
                ]);
        return text.ToString();
    }

    private static string Number(IFormattable value) => value.ToString(null, CultureInfo.InvariantCulture);

    private static void Line(StringBuilder text, IEnumerable<string> cells) => text.AppendJoin(',', cells.Select(Cell)).Append('\n');

    private static string Cell(string text) =>
        text.AsSpan().IndexOfAny(",\"\n\r") < 0 ? text : $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}
