using System.Globalization;
using ActorBackprop.Learning.Networks;
using ActorBackprop.Runs.Storage;

namespace ActorBackprop.Runs.Checkpoints;

/// <summary>A run's checkpoints: the latest, and the one before it in case the latest is damaged.</summary>
/// <param name="directory">The directory, created with the first checkpoint.</param>
public sealed class CheckpointStore(string directory)
{
    private const string Prefix = "step-", Suffix = ".safetensors";

    /// <summary>Whether a checkpoint exists, usable or not.</summary>
    internal bool Any => LatestFirst().Count > 0;

    /// <summary>Returns the file of the checkpoint after a number of steps: step-00000120.safetensors.</summary>
    public string PathOf(long steps) =>
        Path.Combine(directory, $"{Prefix}{steps.ToString("D8", CultureInfo.InvariantCulture)}{Suffix}");

    /// <summary>
    /// Saves a checkpoint, then deletes all others except the one before it, including those of more steps, which are invalid for a run that
    /// continues from here. Deletes incomplete files of killed processes first.
    /// </summary>
    /// <returns>The file.</returns>
    /// <exception cref="RunIoException">The file cannot be written; the other checkpoints are unchanged.</exception>
    public string Save(Checkpoint checkpoint)
    {
        RunIo.Do("create the directory", directory, () => Directory.CreateDirectory(directory));
        foreach (var stale in Files(Suffix + AtomicFile.TemporarySuffix).Where(IsOwn)) RunIo.TryDelete(stale);
        var steps = checkpoint.Snapshot.Steps;
        var path = PathOf(steps);
        CheckpointFile.Write(path, checkpoint);
        var files = LatestFirst();
        var before = files.FirstOrDefault(file => file.Steps < steps).Steps;
        foreach (var (other, file) in files)
            if (other != steps && other != before) RunIo.TryDelete(file);
        return path;
    }

    /// <summary>Reads the latest usable checkpoint.</summary>
    /// <param name="networkOf">Creates the network that a configuration describes.</param>
    /// <exception cref="CheckpointException">There is none, or none is usable.</exception>
    /// <exception cref="RunIoException">A file cannot be read, which is no reason to use an older one.</exception>
    public LoadedCheckpoint LoadLatest(Func<string, Network> networkOf)
    {
        var refused = new List<string>();
        foreach (var (_, path) in LatestFirst())
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
            ? $"There is no checkpoint in {directory}; the run ended before its first; start a new run."
            : $"None of the {refused.Count} checkpoint(s) in {directory} is usable; the latest: {refused[0]}");
    }

    /// <summary>Deletes all checkpoints, and their directory if it is then empty.</summary>
    /// <exception cref="RunIoException">A file cannot be deleted.</exception>
    internal void Delete()
    {
        if (!Directory.Exists(directory)) return;
        foreach (var file in Files("").Where(IsOwn)) RunIo.Do("delete", file, () => File.Delete(file));
        if (!Directory.EnumerateFileSystemEntries(directory).Any()) RunIo.Do("delete", directory, () => Directory.Delete(directory));
    }

    /// <summary>Returns whether a file has the name of a checkpoint or of its temporary file.</summary>
    internal static bool IsOwn(string path) =>
        StepsOf(path.EndsWith(AtomicFile.TemporarySuffix, StringComparison.Ordinal) ? path[..^AtomicFile.TemporarySuffix.Length] : path) is not null;

    private string[] Files(string suffix) => RunIo.Do("list", directory, () => Directory.GetFiles(directory, Prefix + "*" + suffix));

    private List<(long Steps, string Path)> LatestFirst()
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

/// <summary>The latest usable checkpoint of a run.</summary>
/// <param name="Checkpoint">The checkpoint.</param>
/// <param name="Path">The file.</param>
/// <param name="Refused">A sentence for each later, unusable file, latest first; usually none.</param>
public sealed record LoadedCheckpoint(Checkpoint Checkpoint, string Path, IReadOnlyList<string> Refused);
