using System.Text.Json;
using System.Text.Json.Serialization;
using ActorBackprop.Runs.Storage;

namespace ActorBackprop.Runs.Files;

/// <summary>A run's metrics.jsonl, one line per epoch. A killed process may leave its last line incomplete; readers ignore that line.</summary>
/// <param name="path">The file; need not exist.</param>
public sealed class MetricsFile(string path)
{
    /// <summary>Appends a line.</summary>
    /// <exception cref="RunIoException">The file cannot be written.</exception>
    public void Append(EpochMetrics metrics) =>
        RunIo.Do("append to", path, () => File.AppendAllText(path, metrics.ToJson() + "\n"));

    /// <summary>Returns all lines except an incomplete last one.</summary>
    /// <exception cref="RunIoException">The file cannot be read, or a line before the last is damaged.</exception>
    public IReadOnlyList<EpochMetrics> Read()
    {
        if (!File.Exists(path)) return [];
        var lines = RunIo.ReadText(path).Split('\n');
        var metrics = new List<EpochMetrics>();
        for (var i = 0; i < lines.Length; i++)
        {
            if (EpochMetrics.FromJson(lines[i]) is { } epoch) metrics.Add(epoch);
            else if (i < lines.Length - 1)
                throw new RunIoException($"{path}, line {i + 1}: expected the metrics of an epoch, found something else; delete the line.");
        }
        return metrics;
    }

    /// <summary>Removes the lines after an epoch, which a resumed run writes again.</summary>
    /// <param name="epoch">The last epoch whose line is kept.</param>
    /// <exception cref="RunIoException">The file cannot be read or written, or a line before the last is damaged; the file is unchanged.</exception>
    public void CutAfter(long epoch) =>
        AtomicFile.Write(path, string.Concat(Read().Where(line => line.Epoch <= epoch).Select(line => line.ToJson() + "\n")));
}

/// <summary>The metrics of an epoch: a line of metrics.jsonl, and an event of --json.</summary>
public sealed record EpochMetrics
{
    /// <summary>The type of the line: epoch-completed.</summary>
    public string Event { get; } = "epoch-completed";

    /// <summary>The epoch, from 1.</summary>
    public required int Epoch { get; init; }

    /// <summary>The steps completed.</summary>
    public required long Step { get; init; }

    /// <summary>The mean cost of the samples trained on, each with the parameters of its step.</summary>
    public required double Cost { get; init; }

    /// <summary>The fraction of the samples trained on that were classified correctly, each with the parameters of its step.</summary>
    public required double TrainingAccuracy { get; init; }

    /// <summary>The fraction of the test images classified correctly after the epoch.</summary>
    public double TestAccuracy => (double)TestCorrect / TestCount;

    /// <summary>The number of test images classified correctly after the epoch.</summary>
    public required int TestCorrect { get; init; }

    /// <summary>The number of test images.</summary>
    public required int TestCount { get; init; }

    /// <summary>
    /// The fraction of the validation images classified correctly after the epoch; null unless the run has patience or measureValidation.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public double? ValidationAccuracy => (double?)ValidationCorrect / ValidationCount;

    /// <summary>The number of validation images classified correctly after the epoch; null if not measured.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public int? ValidationCorrect { get; init; }

    /// <summary>The number of validation images; null if not measured.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public int? ValidationCount { get; init; }

    /// <summary>
    /// The samples trained on between the end of the previous epoch and the end of this one. Where epochs overlap, as in asynchronous modes,
    /// this includes samples of other epochs. Null in files of earlier versions.
    /// </summary>
    public long? Samples { get; init; }

    /// <summary>The samples trained on per second, without start-up and evaluation; 0 if no time was measured.</summary>
    public required double SamplesPerSecond { get; init; }

    /// <summary>
    /// The seconds between the end of the previous epoch and the end of this one, in virtual time if simulated. For an epoch resumed in its
    /// middle, only the seconds since then.
    /// </summary>
    public required double Seconds { get; init; }

    /// <summary>The bytes of gradients the server received in these seconds, without frames; null without actors.</summary>
    public long? BytesUpwards { get; init; }

    /// <summary>The bytes of parameters sent to workers in these seconds, without frames; null without actors.</summary>
    public long? BytesDownwards { get; init; }

    /// <summary>The hash of the parameters after the epoch.</summary>
    public required string WeightsSha256 { get; init; }

    /// <summary>Returns the line without its end: {"event":"epoch-completed","epoch":3,…}. NaN and infinity are strings.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, OutputJson.Compact.EpochMetrics);

    /// <summary>Reads a line of <see cref="ToJson"/>; null for any other or incomplete line.</summary>
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
