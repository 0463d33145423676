using System.Globalization;
using System.Text.Json;
using ActorBackprop.Configuration;
using ActorBackprop.Runs.Checkpoints;
using ActorBackprop.Runs.Storage;

namespace ActorBackprop.Runs.Files;

/// <summary>The directory of a run's files. Only the run writes there.</summary>
public sealed class RunDirectory
{
    private const string MetricsName = "metrics.jsonl", RecordName = "run.json", CheckpointsName = "checkpoints",
        LogName = "log.jsonl", PlotName = "training.svg", WorldName = "world.json", InputsName = "inputs.jsonl";

    /// <summary>The file with the secret that worker processes join with, where the run made that secret.</summary>
    internal const string JoinTokenName = "join-token";

    private static readonly string[] Names =
        [MetricsName, RecordName, ConfigurationName, LogName, PlotName, WorldName, InputsName, RunLock.FileName, JoinTokenName];

    private RunDirectory(string path) => Path = path;

    /// <summary>The directory.</summary>
    public string Path { get; }

    /// <summary>checkpoints/: the latest two checkpoints.</summary>
    public CheckpointStore Checkpoints => new(In(CheckpointsName));

    /// <summary>metrics.jsonl: one line per epoch.</summary>
    public MetricsFile Metrics => new(In(MetricsName));

    /// <summary>log.jsonl: Serilog's compact JSON, an event per line.</summary>
    public string LogPath => In(LogName);

    /// <summary>training.svg: see <see cref="TrainingPlot"/>.</summary>
    public string PlotPath => In(PlotName);

    /// <summary>The name of the file at <see cref="ConfigurationPath"/>.</summary>
    public const string ConfigurationName = ConfigFiles.RunFileName;

    /// <summary>config.resolved.json: the settings, with which a new run has the same weights.</summary>
    public string ConfigurationPath => In(ConfigurationName);

    /// <summary>run.json: see <see cref="RunRecord"/>.</summary>
    public string RecordPath => In(RecordName);

    /// <summary>world.json of a simulated run: its world, as a level. Other runs have none.</summary>
    public string WorldPath => In(WorldName);

    /// <summary>inputs.jsonl of a simulated run: one line per manual input.</summary>
    public InputsFile Inputs => new(In(InputsName));

    /// <summary>Whether the run was simulated.</summary>
    public bool IsSimulated => File.Exists(WorldPath);

    /// <summary>Creates a directory like runs/20261123-101502_784-30-10_w2_s42; adds -2, -3 … if it exists.</summary>
    /// <param name="parent">The parent directory, created if it does not exist.</param>
    /// <param name="name">The part of the name after the local time.</param>
    /// <param name="clock">The clock.</param>
    /// <exception cref="RunIoException">The directory cannot be created.</exception>
    public static RunDirectory Create(string parent, string name, TimeProvider clock)
    {
        if (name.IndexOfAny(System.IO.Path.GetInvalidFileNameChars()) >= 0)
            throw new ArgumentException($"'{name}' cannot be part of a file name", nameof(name));
        var time = clock.GetLocalNow().ToString("yyyyMMdd-HHmmss", CultureInfo.InvariantCulture);
        var path = System.IO.Path.Combine(parent, $"{time}_{name}");
        for (var (candidate, next) = (path, 2); ; candidate = $"{path}-{next++}")
            if (!System.IO.Path.Exists(candidate) && TryClaim(candidate))
                return new(candidate);
    }

    /// <summary>Creates the directory that the user named.</summary>
    /// <param name="path">A path that does not exist, or an empty directory.</param>
    /// <exception cref="RunDirectoryException">It is a file, or not empty.</exception>
    /// <exception cref="RunIoException">The directory cannot be created.</exception>
    public static RunDirectory CreateAt(string path)
    {
        if (path.Length == 0) throw new RunDirectoryException("The name of the run's directory is empty; choose a new or empty one.");
        if (File.Exists(path)) throw new RunDirectoryException($"{path} is a file; choose a new or empty directory.");
        var taken = Directory.Exists(path) && Entries(path).Any(entry => System.IO.Path.GetFileName(entry) != RunLock.FileName);
        return !taken && TryClaim(path)
            ? new(path)
            : throw new RunDirectoryException($"{path} is not empty; choose a new or empty directory, or resume the run in it.");
    }

    /// <summary>Opens the directory of an existing run.</summary>
    /// <exception cref="RunDirectoryException">It does not exist, or is not a run's.</exception>
    public static RunDirectory Open(string path) =>
        File.Exists(System.IO.Path.Combine(path, RecordName))
            ? new(path)
            : throw new RunDirectoryException($"{path} is not the directory of a run: there is no {RecordName} in it.");

    /// <summary>
    /// Deletes the files of an unfinished run, so that it can restart in the same directory. Deletes nothing if the directory has other files.
    /// </summary>
    /// <param name="path">An existing directory.</param>
    /// <param name="isReadable">Whether the run's files could be read.</param>
    /// <param name="isReport">Returns whether a file belongs to a report on the run, which is deleted too. Default: none does.</param>
    /// <exception cref="RunDirectoryException">
    /// The directory has other files; or the run is finished, has trained and cannot be read, or is in use.
    /// </exception>
    /// <exception cref="RunIoException">A file cannot be read or written.</exception>
    internal static void DeleteUnfinished(string path, bool isReadable, Func<string, bool>? isReport = null)
    {
        using var owned = RunLock.Take(path);
        var (directory, entries) = (new RunDirectory(path), Entries(path));
        if (entries.FirstOrDefault(entry => !IsOwn(entry, isReport)) is { } foreign)
            throw Refusal($"{System.IO.Path.GetFileName(foreign)}, which no run creates");
        if (File.Exists(directory.RecordPath) && directory.ReadRecord().ExitCode is (int)ExitCode.Ok or (int)ExitCode.Diverged)
            throw Refusal("a finished run");
        if (!isReadable && (directory.Checkpoints.Any || new FileInfo(directory.In(MetricsName)) is { Exists: true, Length: > 0 }))
            throw Refusal($"a training's results, but {RecordName} and {ConfigurationName} cannot be read");
        directory.Checkpoints.Delete();
        foreach (var entry in entries.Where(entry => File.Exists(entry) && System.IO.Path.GetFileName(entry) != RunLock.FileName))
            RunIo.Do("delete", entry, () => File.Delete(entry));

        RunDirectoryException Refusal(string what) => new(
            $"{path} cannot be cleared for a new run, because it contains {what}; move it, or choose another directory.");
    }

    /// <summary>Writes config.resolved.json.</summary>
    /// <exception cref="RunIoException">A file cannot be read or written.</exception>
    public void WriteConfiguration(string json) => AtomicFile.Write(ConfigurationPath, json);

    /// <summary>Writes world.json, and an empty inputs.jsonl.</summary>
    /// <exception cref="RunIoException">A file cannot be read or written.</exception>
    public void WriteWorld(string json)
    {
        AtomicFile.Write(WorldPath, json);
        AtomicFile.Write(In(InputsName), "");
    }

    /// <summary>Reads run.json.</summary>
    /// <exception cref="RunDirectoryException">The file is not such a record.</exception>
    /// <exception cref="RunIoException">A file cannot be read or written.</exception>
    public RunRecord ReadRecord()
    {
        try
        {
            return JsonSerializer.Deserialize(RunIo.ReadText(RecordPath), OutputJson.Indented.RunRecord)
                ?? throw new RunDirectoryException($"{RecordPath}: expected the record of a run, found null.");
        }
        catch (JsonException)
        {
            throw new RunDirectoryException($"{RecordPath}: expected the record of a run, found something else.");
        }
    }

    /// <summary>Writes run.json, when the run begins and when it ends.</summary>
    /// <exception cref="RunIoException">A file cannot be read or written.</exception>
    public void WriteRecord(RunRecord record) =>
        AtomicFile.Write(RecordPath, JsonSerializer.Serialize(record, OutputJson.Indented.RunRecord) + "\n");

    /// <summary>Writes run.json if possible: the run has failed, and its own error matters more.</summary>
    internal void TryWriteRecord(RunRecord record)
    {
        try
        {
            WriteRecord(record);
        }
        catch (RunIoException)
        {
            // Probably the same disk error: run.json stays as it was at the beginning.
        }
    }

    /// <summary>
    /// Creates a run's directory; false if it is one already. Creating a directory does not tell whether another process has just created it;
    /// creating a file does.
    /// </summary>
    internal static bool TryClaim(string path) => RunIo.Do("create the directory", path, () =>
    {
        Directory.CreateDirectory(path);
        var claim = System.IO.Path.Combine(path, MetricsName);
        try
        {
            new FileStream(claim, FileMode.CreateNew).Dispose();
            return true;
        }
        catch (IOException) when (File.Exists(claim))
        {
            return false;
        }
    });

    private static string[] Entries(string path) => RunIo.Do("list", path, () => Directory.GetFileSystemEntries(path));

    /// <summary>Returns whether an entry of the directory belongs to a run or its report; neither creates links.</summary>
    private static bool IsOwn(string entry, Func<string, bool>? isReport)
    {
        if (File.GetAttributes(entry).HasFlag(FileAttributes.ReparsePoint)) return false;
        var name = System.IO.Path.GetFileName(entry);
        if (Directory.Exists(entry)) return name == CheckpointsName && Entries(entry).All(CheckpointStore.IsOwn);
        return Names.Any(own => name == own || name == own + AtomicFile.TemporarySuffix) || isReport?.Invoke(entry) == true;
    }

    private string In(string name) => System.IO.Path.Combine(Path, name);
}

/// <summary>
/// Thrown when a directory cannot be a run's. The message is one sentence for the user; the command line prints it and exits with code 2.
/// </summary>
/// <param name="message">The message.</param>
public sealed class RunDirectoryException(string message) : Exception(message);
