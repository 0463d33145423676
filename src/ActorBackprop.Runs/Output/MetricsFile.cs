using ActorBackprop.Configuration;
namespace ActorBackprop.Runs.Output;

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

    /// <summary>Removes what comes after a step, and a torn last line: a run that goes on from there writes them again.</summary>
    /// <param name="step">The last step whose line stays.</param>
    /// <exception cref="RunIoException">The system refuses, or a line before the last is damaged; the file is untouched.</exception>
    public void CutAfter(long step) =>
        AtomicFile.Write(path, string.Concat(Read().Where(line => line.Step <= step).Select(line => line.ToJson() + "\n")));
}
