using ActorBackprop.Lab.Experiments;
using ActorBackprop.Lab.Sweeping;
using ActorBackprop.Runs.Files;
using ActorBackprop.Runs.Storage;

namespace ActorBackprop.Lab.Collecting;

/// <summary>The runs below a directory: those of a sweep in its order, others by their start time.</summary>
public sealed record RunSet
{
    private const int Deepest = 4, HashDigits = 8;

    /// <summary>The directory.</summary>
    public required string Directory { get; init; }

    /// <summary>The record of the sweep; null where the directory is not a sweep's.</summary>
    public SweepRecord? Sweep { get; init; }

    /// <summary>The runs.</summary>
    public required IReadOnlyList<RunSummary> Runs { get; init; }

    /// <summary>A sentence for each run that cannot be read.</summary>
    public required IReadOnlyList<string> Remarks { get; init; }

    /// <summary>The keys in which the runs differ, except the seed.</summary>
    public IReadOnlyList<string> Varied => Sweep?.Varied ?? RunValue.Varied(Runs);

    /// <summary>Reads all runs in or below a directory.</summary>
    /// <exception cref="RunDirectoryException">There is no run.</exception>
    /// <exception cref="RunIoException">The system refuses.</exception>
    public static RunSet Open(string directory)
    {
        if (!System.IO.Directory.Exists(directory)) throw new RunDirectoryException($"{directory}: there is no such directory.");
        var sweep = SweepFile.Read(directory);
        var (runs, remarks) = Read(Paths(directory), directory);
        if (runs.Count == 0 && sweep is null)
            throw new RunDirectoryException(remarks.Count > 0 ? remarks[0] : $"{directory}: there is no run in it, nor in a directory below.");
        var order = sweep?.Runs.Index().ToDictionary(run => run.Item.Name, run => run.Index) ?? [];
        return new RunSet
        {
            Directory = directory,
            Sweep = sweep,
            Runs = WithLevelsToldApart(
                [.. runs.OrderBy(run => order.GetValueOrDefault(run.Name, int.MaxValue)).ThenBy(run => run.Record.Started)], sweep),
            Remarks = remarks,
        };
    }

    /// <summary>Reads the runs in some directories.</summary>
    /// <exception cref="RunDirectoryException">A directory is not a run's.</exception>
    public static IReadOnlyList<RunSummary> Read(IEnumerable<string> directories) =>
        WithLevelsToldApart([.. directories.Select(path => RunSummary.Open(path))], sweep: null);

    /// <summary>Gives each simulated run the level's name in its sweep; different levels of the same name get a part of their hashes.</summary>
    private static IReadOnlyList<RunSummary> WithLevelsToldApart(IReadOnlyList<RunSummary> runs, SweepRecord? sweep)
    {
        var names = (sweep?.Runs ?? []).ToDictionary(entry => entry.Name, entry => entry.Values.GetValueOrDefault(SweptSetting.Level));
        List<RunSummary> named =
            [.. runs.Select(run => run.World is null ? run : run with { LevelName = names.GetValueOrDefault(run.Name) ?? run.World })];
        var ambiguous = named.GroupBy(run => run.LevelName).Where(level => level.Select(run => run.WorldSha256).Distinct().Count() > 1)
            .Select(level => level.Key).ToHashSet();
        return [.. named.Select(run => run.LevelName is { } level && ambiguous.Contains(level)
            ? run with { LevelName = $"{level} ({run.WorldSha256![..HashDigits]})" }
            : run)];
    }

    private static (List<RunSummary> Runs, List<string> Remarks) Read(IEnumerable<string> paths, string directory)
    {
        var (runs, remarks) = (new List<RunSummary>(), new List<string>());
        foreach (var path in paths)
            try
            {
                var name = Path.GetRelativePath(directory, path);
                runs.Add(RunSummary.Open(path, name == "." ? Path.GetFileName(Path.GetFullPath(path)) : name));
            }
            catch (Exception failure) when (failure is RunDirectoryException or RunIoException)
            {
                remarks.Add(failure.Message);
            }
        return (runs, remarks);
    }

    private static List<string> Paths(string directory) => RunIo.Do("list", directory, () => System.IO.Directory.EnumerateFiles(
            directory, "run.json", new EnumerationOptions { RecurseSubdirectories = true, MaxRecursionDepth = Deepest })
        .Select(file => Path.GetDirectoryName(file)!).Order(StringComparer.Ordinal).ToList());
}
