using System.Globalization;
using ActorBackprop.Learning.Networks;
using ActorBackprop.Runs.Storage;

namespace ActorBackprop.Runs.Checkpoints;

/// <summary>A run's checkpoints: the newest, and the one before it in case the newest is damaged.</summary>
/// <param name="directory">Where they are; made when the first is saved.</param>
public sealed class CheckpointStore(string directory)
{
    private const string Prefix = "step-", Suffix = ".safetensors";

    /// <summary>Whether there is a checkpoint, usable or not.</summary>
    internal bool Any => NewestFirst().Count > 0;

    /// <summary>The file of the checkpoint after so many steps: step-00000120.safetensors.</summary>
    public string PathOf(long steps) =>
        Path.Combine(directory, $"{Prefix}{steps.ToString("D8", CultureInfo.InvariantCulture)}{Suffix}");

    /// <summary>
    /// Saves a checkpoint, and then deletes all but it and the one before it: also those of more steps, which a run that
    /// goes on from here could not read. What a killed process left half written is deleted first.
    /// </summary>
    /// <returns>The file.</returns>
    /// <exception cref="RunIoException">The system refuses; the checkpoints there are untouched.</exception>
    public string Save(Checkpoint checkpoint)
    {
        RunIo.Do("make the directory", directory, () => Directory.CreateDirectory(directory));
        foreach (var stale in Files(Suffix + AtomicFile.TemporarySuffix).Where(IsOwn)) RunIo.TryDelete(stale);
        var steps = checkpoint.Snapshot.Steps;
        var path = PathOf(steps);
        CheckpointFile.Write(path, checkpoint);
        var files = NewestFirst();
        var before = files.FirstOrDefault(file => file.Steps < steps).Steps;
        foreach (var (other, file) in files)
            if (other != steps && other != before) RunIo.TryDelete(file);
        return path;
    }

    /// <summary>Reads the newest checkpoint that can be read.</summary>
    /// <param name="networkOf">The network a configuration describes; what it throws passes through.</param>
    /// <exception cref="CheckpointException">There is none, or none is usable.</exception>
    /// <exception cref="RunIoException">The system refuses: that is no reason to go back to an older one.</exception>
    public LoadedCheckpoint LoadNewest(Func<string, Network> networkOf)
    {
        var refused = new List<string>();
        foreach (var (_, path) in NewestFirst())
        {
            try
            {
                return new(CheckpointFile.Read(path, networkOf), path, refused);
            }
            catch (CheckpointException e)
            {
                refused.Add(e.Message);
            }
        }
        throw new CheckpointException(refused.Count == 0
            ? $"There is no checkpoint in {directory}; the run ended before its first, start it again."
            : $"None of the {refused.Count} checkpoint(s) in {directory} is usable; the newest: {refused[0]}");
    }

    /// <summary>Deletes all checkpoints, and their directory where nothing else is in it.</summary>
    /// <exception cref="RunIoException">The system refuses.</exception>
    internal void Delete()
    {
        if (!Directory.Exists(directory)) return;
        foreach (var file in Files("").Where(IsOwn)) RunIo.Do("delete", file, () => File.Delete(file));
        if (!Directory.EnumerateFileSystemEntries(directory).Any()) RunIo.Do("delete", directory, () => Directory.Delete(directory));
    }

    /// <summary>Whether a file has the name of a checkpoint, or of one in the making.</summary>
    internal static bool IsOwn(string path) =>
        StepsOf(path.EndsWith(AtomicFile.TemporarySuffix, StringComparison.Ordinal) ? path[..^AtomicFile.TemporarySuffix.Length] : path) is not null;

    private string[] Files(string suffix) => RunIo.Do("list", directory, () => Directory.GetFiles(directory, Prefix + "*" + suffix));

    private List<(long Steps, string Path)> NewestFirst()
    {
        if (!Directory.Exists(directory)) return [];
        return [.. from path in Files(Suffix)
                   let steps = StepsOf(path)
                   where steps is not null
                   orderby steps descending
                   select (steps.Value, path)];
    }

    private static long? StepsOf(string path) =>
        Path.GetFileName(path) is var name && name.StartsWith(Prefix, StringComparison.Ordinal) && name.EndsWith(Suffix, StringComparison.Ordinal)
            && name.Length > Prefix.Length + Suffix.Length
            && long.TryParse(name[Prefix.Length..^Suffix.Length], NumberStyles.None, CultureInfo.InvariantCulture, out var steps)
            ? steps
            : null;
}

/// <summary>What was found to go on from.</summary>
/// <param name="Checkpoint">The newest usable checkpoint.</param>
/// <param name="Path">Its file.</param>
/// <param name="Refused">A sentence for each newer file that had to be passed over, newest first; mostly none.</param>
public sealed record LoadedCheckpoint(Checkpoint Checkpoint, string Path, IReadOnlyList<string> Refused);
