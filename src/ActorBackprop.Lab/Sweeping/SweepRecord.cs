using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using ActorBackprop.Configuration;
using ActorBackprop.Lab.Collecting;
using ActorBackprop.Lab.Experiments;
using ActorBackprop.Runs.Files;
using ActorBackprop.Runs.Storage;

namespace ActorBackprop.Lab.Sweeping;

/// <summary>The content of sweep.json: the experiment, and the state of each run.</summary>
public sealed record SweepRecord
{
    /// <summary>The version of this record.</summary>
    public int Schema { get; } = 1;

    /// <summary>See <see cref="Experiment.Name"/>.</summary>
    public required string Name { get; init; }

    /// <summary>See <see cref="Experiment.Title"/>.</summary>
    public string Title { get; init; } = "";

    /// <summary>See <see cref="Experiment.About"/>.</summary>
    public string About { get; init; } = "";

    /// <summary>See <see cref="Experiment.Source"/>.</summary>
    public string Source { get; init; } = "";

    /// <summary>The command line's arguments.</summary>
    public IReadOnlyList<string> Argv { get; init; } = [];

    /// <summary>See <see cref="Experiment.Target"/>.</summary>
    public double? Target { get; init; }

    /// <summary>Published figures.</summary>
    public IReadOnlyList<PublishedRecord> Published { get; init; } = [];

    /// <summary>The keys that vary, except the seed.</summary>
    public IReadOnlyList<string> Varied { get; init; } = [];

    /// <summary>All runs, in their order.</summary>
    public IReadOnlyList<SweepEntry> Runs { get; init; } = [];
}

/// <summary>A run in sweep.json.</summary>
public sealed record SweepEntry
{
    /// <summary>Its directory, below the sweep's.</summary>
    public required string Name { get; init; }

    /// <summary>The values that vary, except the seed.</summary>
    public required IReadOnlyDictionary<string, string> Values { get; init; }

    /// <summary>The state.</summary>
    public RunState State { get; init; }

    /// <summary>The reason of a failure; otherwise null.</summary>
    public string? Why { get; init; }
}

/// <summary>A published figure in sweep.json; see <see cref="PublishedFigure"/>.</summary>
/// <param name="Where">The values of the runs it is about.</param>
/// <param name="Measure">The measure.</param>
/// <param name="Value">The figure, in percent or epochs.</param>
/// <param name="Note">A note.</param>
public sealed record PublishedRecord(IReadOnlyDictionary<string, string> Where, Measure Measure, double Value, string Note);

/// <summary>Reads and writes sweep.json.</summary>
public static class SweepFile
{
    /// <summary>The name of the file.</summary>
    public const string Name = "sweep.json";

    private static readonly JsonSerializerOptions Written = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.KebabCaseLower) },
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        NewLine = "\n",
        WriteIndented = true,
    };

    /// <summary>Reads the record of a sweep; null where the directory is not a sweep's.</summary>
    /// <exception cref="RunDirectoryException">The file is not such a record.</exception>
    /// <exception cref="RunIoException">The system refuses.</exception>
    public static SweepRecord? Read(string directory)
    {
        var path = Path.Combine(directory, Name);
        if (!File.Exists(path)) return null;
        try
        {
            return JsonSerializer.Deserialize<SweepRecord>(RunIo.Do("read", path, () => BoundedFile.ReadAllText(path)), Written)
                ?? throw new RunDirectoryException($"{path}: expected the record of a sweep, found null.");
        }
        catch (JsonException)
        {
            throw new RunDirectoryException($"{path}: expected the record of a sweep, found something else.");
        }
    }

    /// <summary>Writes the record of a sweep.</summary>
    /// <exception cref="RunIoException">The system refuses.</exception>
    public static void Write(string directory, SweepRecord record) =>
        AtomicFile.Write(Path.Combine(directory, Name), JsonSerializer.Serialize(record, Written) + "\n");
}
