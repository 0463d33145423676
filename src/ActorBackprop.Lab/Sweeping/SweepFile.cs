using ActorBackprop.Configuration;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using ActorBackprop.Runs.Output;

namespace ActorBackprop.Lab.Sweeping;

/// <summary>A sweep's sweep.json: read, and written whole each time.</summary>
public static class SweepFile
{
    /// <summary>Its name in the directory of a sweep.</summary>
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

    /// <summary>Reads the record of a sweep; null where the directory is no sweep's.</summary>
    /// <exception cref="RunDirectoryException">It is no such record.</exception>
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
