using System.Text.Json;
using System.Text.Json.Serialization;
using ActorBackprop.Configuration;
using ActorBackprop.Runs.Storage;

namespace ActorBackprop.Runs.Files;

/// <summary>
/// A run's metrics.jsonl: a line an epoch, appended. A process that is killed may leave its last line torn; readers pass
/// over that one.
/// </summary>
/// <param name="path">The file; absent is empty.</param>
public sealed class MetricsFile(string path)
{
    /// <summary>Appends a line, and hands it to the system before it returns.</summary>
    /// <exception cref="RunIoException">The system refuses.</exception>
    public void Append(EpochMetrics metrics) =>
        RunIo.Do("append to", path, () => File.AppendAllText(path, metrics.ToJson() + "\n"));

    /// <summary>All lines but a torn last one.</summary>
    /// <exception cref="RunIoException">The system refuses, or a line before the last is damaged.</exception>
    public IReadOnlyList<EpochMetrics> Read()
    {
        if (!File.Exists(path)) return [];
        var lines = RunIo.Do("read", path, () => BoundedFile.ReadAllText(path)).Split('\n');
        var metrics = new List<EpochMetrics>();
        for (var i = 0; i < lines.Length; i++)
        {
            if (EpochMetrics.FromJson(lines[i]) is { } epoch) metrics.Add(epoch);
            else if (i < lines.Length - 1)
                throw new RunIoException($"{path}, line {i + 1}: expected the metrics of an epoch, found something else; delete the line.");
        }
        return metrics;
    }

    /// <summary>Removes the lines after an epoch, and a torn last line: a run that continues from there writes them again.</summary>
    /// <param name="epoch">The last epoch whose line stays.</param>
    /// <exception cref="RunIoException">The system refuses, or a line before the last is damaged; the file is untouched.</exception>
    public void CutAfter(long epoch) =>
        AtomicFile.Write(path, string.Concat(Read().Where(line => line.Epoch <= epoch).Select(line => line.ToJson() + "\n")));
}

/// <summary>What is measured of an epoch: a line of metrics.jsonl, and an event of --json.</summary>
public sealed record EpochMetrics
{
    /// <summary>What tells these lines from others: epoch-completed.</summary>
    public string Event { get; } = "epoch-completed";

    /// <summary>The epoch, from 1.</summary>
    public required int Epoch { get; init; }

    /// <summary>Steps completed.</summary>
    public required long Step { get; init; }

    /// <summary>Mean over the samples trained on, each at the parameters of its step.</summary>
    public required double Cost { get; init; }

    /// <summary>Fraction of the samples trained on that were classified right, each at the parameters of its step.</summary>
    public required double TrainingAccuracy { get; init; }

    /// <summary>Fraction of the test images that are classified right after the epoch.</summary>
    public double TestAccuracy => (double)TestCorrect / TestCount;

    /// <summary>Test images that are classified right after the epoch.</summary>
    public required int TestCorrect { get; init; }

    /// <summary>Test images.</summary>
    public required int TestCount { get; init; }

    /// <summary>
    /// Fraction of the validation images that are classified right after the epoch; null where they were not measured,
    /// which only a run with patience or measureValidation does.
    /// </summary>
    public double? ValidationAccuracy => (double?)ValidationCorrect / ValidationCount;

    /// <summary>Validation images that are classified right after the epoch; null where they were not measured.</summary>
    public int? ValidationCorrect { get; init; }

    /// <summary>Validation images; null where they were not measured.</summary>
    public int? ValidationCount { get; init; }

    /// <summary>
    /// Samples trained on between the end of the epoch before and the end of this one. Where epochs overlap, as in the asynchronous
    /// modes, samples of other epochs are among them. Null in files of earlier versions.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public long? Samples { get; init; }

    /// <summary>Samples trained on per second, without start-up and evaluation; 0 where no time was measured.</summary>
    public required double SamplesPerSecond { get; init; }

    /// <summary>
    /// Seconds from the end of the epoch before to the end of this one, in virtual time where it was simulated. Of an epoch that was
    /// resumed in its middle, only the seconds since then.
    /// </summary>
    public required double Seconds { get; init; }

    /// <summary>Bytes of the gradients that came to the server in these seconds, without their frames; null without actors.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public long? BytesUpwards { get; init; }

    /// <summary>Bytes of the parameters that went to the workers in these seconds, without their frames; null without actors.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public long? BytesDownwards { get; init; }

    /// <summary>Fingerprint of the parameters after the epoch.</summary>
    public required string WeightsSha256 { get; init; }

    /// <summary>
    /// The line, without its end: {"event":"epoch-completed","epoch":3,…}. A number JSON has no word for is a text: "NaN".
    /// </summary>
    public string ToJson() => JsonSerializer.Serialize(this, OutputJson.Compact.EpochMetrics);

    /// <summary>The reverse of <see cref="ToJson"/>; null when the line is none of these, or torn.</summary>
    public static EpochMetrics? FromJson(string line)
    {
        try
        {
            return JsonSerializer.Deserialize(line, OutputJson.Compact.EpochMetrics);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
