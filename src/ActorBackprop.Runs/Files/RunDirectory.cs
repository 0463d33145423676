using System.Globalization;
using System.Text.Json;
using ActorBackprop.Configuration;
using ActorBackprop.Runs.Checkpoints;
using ActorBackprop.Runs.Storage;

namespace ActorBackprop.Runs.Files;

/// <summary>The directory a run leaves behind. Only the run itself writes there.</summary>
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

    /// <summary>checkpoints/: the newest two.</summary>
    public CheckpointStore Checkpoints => new(In(CheckpointsName));

    /// <summary>metrics.jsonl: a line an epoch.</summary>
    public MetricsFile Metrics => new(In(MetricsName));

    /// <summary>log.jsonl: Serilog's compact JSON, an event per line.</summary>
    public string LogPath => In(LogName);

    /// <summary>training.svg: see <see cref="TrainingPlot"/>.</summary>
    public string PlotPath => In(PlotName);

    /// <summary>The name of the file at <see cref="ConfigurationPath"/>.</summary>
    public const string ConfigurationName = ConfigFiles.RunFileName;

    /// <summary>config.resolved.json: what a new run of the same bits can be started with.</summary>
    public string ConfigurationPath => In(ConfigurationName);

    /// <summary>run.json: see <see cref="RunRecord"/>.</summary>
    public string RecordPath => In(RecordName);

    /// <summary>world.json of a simulated run: the world, as a level; absent from others.</summary>
    public string WorldPath => In(WorldName);

    /// <summary>inputs.jsonl of a simulated run: a line an input by hand.</summary>
    public InputsFile Inputs => new(In(InputsName));

    /// <summary>Whether its run was simulated.</summary>
    public bool IsSimulated => File.Exists(WorldPath);

    /// <summary>Makes a directory like runs/20261123-101502_784-30-10_w2_s42, with -2, -3 … behind it when it is taken.</summary>
    /// <param name="parent">Where; made when absent.</param>
    /// <param name="name">What the run is called behind its local time, usable as a file name.</param>
    /// <param name="clock">Tells the time.</param>
    /// <exception cref="RunIoException">The system refuses.</exception>
    public static RunDirectory Create(string parent, string name, TimeProvider clock)
    {
        if (name.IndexOfAny(System.IO.Path.GetInvalidFileNameChars()) >= 0)
            throw new ArgumentException($"'{name}' cannot be part of a file's name", nameof(name));
        var time = clock.GetLocalNow().ToString("yyyyMMdd-HHmmss", CultureInfo.InvariantCulture);
        var path = System.IO.Path.Combine(parent, $"{time}_{name}");
        for (var (candidate, next) = (path, 2); ; candidate = $"{path}-{next++}")
            if (!System.IO.Path.Exists(candidate) && TryClaim(candidate))
                return new(candidate);
    }

    /// <summary>Takes the directory somebody asked for.</summary>
    /// <param name="path">Absent, or a directory with nothing in it.</param>
    /// <exception cref="RunDirectoryException">It is a file, or not empty.</exception>
    /// <exception cref="RunIoException">The system refuses.</exception>
    public static RunDirectory CreateAt(string path)
    {
        if (path.Length == 0) throw new RunDirectoryException("The name of the run's directory is empty; name one that is absent or empty.");
        if (File.Exists(path)) throw new RunDirectoryException($"{path} is a file; name a directory that is absent or empty.");
        var taken = Directory.Exists(path) && Entries(path).Any(entry => System.IO.Path.GetFileName(entry) != RunLock.FileName);
        return !taken && TryClaim(path)
            ? new(path)
            : throw new RunDirectoryException($"{path} is not empty; name a directory that is absent or empty, or resume the run in it.");
    }

    /// <summary>The directory of a run that is gone on with.</summary>
    /// <exception cref="RunDirectoryException">It is absent, or not a run's.</exception>
    public static RunDirectory Open(string path) =>
        File.Exists(System.IO.Path.Combine(path, RecordName))
            ? new(path)
            : throw new RunDirectoryException($"{path} is not the directory of a run: there is no {RecordName} in it.");

    /// <summary>
    /// Deletes the files that an unfinished run has left, so that it can begin again in the same directory. Nothing is deleted
    /// where something else is in it.
    /// </summary>
    /// <param name="path">An existing directory.</param>
    /// <param name="isReadable">Whether its files have been read as those of a run.</param>
    /// <param name="isReport">Whether a file of it belongs to a report on the run, which is deleted with it. Default: none does.</param>
    /// <exception cref="RunDirectoryException">
    /// There is something else; or the run is finished, or has learned something and cannot be read; or a process works in it.
    /// </exception>
    /// <exception cref="RunIoException">The system refuses.</exception>
    internal static void DeleteUnfinished(string path, bool isReadable, Func<string, bool>? isReport = null)
    {
        using var owned = RunLock.Take(path);
        var (directory, entries) = (new RunDirectory(path), Entries(path));
        if (entries.FirstOrDefault(entry => !IsOwn(entry, isReport)) is { } foreign)
            throw Refusal($"{System.IO.Path.GetFileName(foreign)}, which no run makes");
        if (File.Exists(directory.RecordPath) && directory.ReadRecord().ExitCode is (int)ExitCode.Ok or (int)ExitCode.Diverged)
            throw Refusal("a finished run");
        if (!isReadable && (directory.Checkpoints.Any || new FileInfo(directory.In(MetricsName)) is { Exists: true, Length: > 0 }))
            throw Refusal($"what a run has learned, but {RecordName} and {ConfigurationName} cannot be read");
        directory.Checkpoints.Delete();
        foreach (var entry in entries.Where(entry => File.Exists(entry) && System.IO.Path.GetFileName(entry) != RunLock.FileName))
            RunIo.Do("delete", entry, () => File.Delete(entry));

        RunDirectoryException Refusal(string what) => new(
            $"{path} is not emptied for a new run, since it has {what}; move it elsewhere, or name another directory.");
    }

    /// <summary>Writes config.resolved.json.</summary>
    /// <exception cref="RunIoException">The system refuses.</exception>
    public void WriteConfiguration(string json) => AtomicFile.Write(ConfigurationPath, json);

    /// <summary>Writes world.json, and an inputs.jsonl with nothing in it yet.</summary>
    /// <exception cref="RunIoException">The system refuses.</exception>
    public void WriteWorld(string json)
    {
        AtomicFile.Write(WorldPath, json);
        AtomicFile.Write(In(InputsName), "");
    }

    /// <summary>Reads run.json.</summary>
    /// <exception cref="RunDirectoryException">It is no such record.</exception>
    /// <exception cref="RunIoException">The system refuses.</exception>
    public RunRecord ReadRecord()
    {
        try
        {
            var json = RunIo.Do("read", RecordPath, () => BoundedFile.ReadAllText(RecordPath));
            return JsonSerializer.Deserialize(json, OutputJson.Indented.RunRecord)
                ?? throw new RunDirectoryException($"{RecordPath}: expected the record of a run, found null.");
        }
        catch (JsonException)
        {
            throw new RunDirectoryException($"{RecordPath}: expected the record of a run, found something else.");
        }
    }

    /// <summary>Writes run.json, when the run begins and when it ends.</summary>
    /// <exception cref="RunIoException">The system refuses.</exception>
    public void WriteRecord(RunRecord record) =>
        AtomicFile.Write(RecordPath, JsonSerializer.Serialize(record, OutputJson.Indented.RunRecord) + "\n");

    /// <summary>Writes run.json, where that is possible: the run has failed, and that is to be told.</summary>
    internal void TryWriteRecord(RunRecord record)
    {
        try
        {
            WriteRecord(record);
        }
        catch (RunIoException)
        {
            // The same disk, most likely: run.json stays as it was written at the beginning.
        }
    }

    /// <summary>
    /// Makes a directory a run's, once: false when it is one already. Making a directory does not tell whether somebody
    /// else has just made it; making a file does.
    /// </summary>
    internal static bool TryClaim(string path) => RunIo.Do("make the directory", path, () =>
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

    /// <summary>Whether a run, or a report on it, makes an entry of this directory: neither makes a link, wherever it leads.</summary>
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
/// A directory that cannot be a run's. The message is one sentence for the user; the command line prints it and exits
/// with code 2.
/// </summary>
public sealed class RunDirectoryException : Exception
{
    /// <summary>An exception with its sentence.</summary>
    public RunDirectoryException(string message) : base(message)
    {
    }
}
