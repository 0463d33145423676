using System.Buffers.Binary;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using ActorBackprop.Learning.Data;
using ActorBackprop.Learning.Networks;
using ActorBackprop.Learning.Training;
using ActorBackprop.Runs.Storage;

namespace ActorBackprop.Runs.Checkpoints;

/// <summary>The header of a checkpoint file: eight bytes of length, then JSON, padded with spaces to a multiple of eight.</summary>
internal sealed class CheckpointHeader
{
    private const int MaxJson = 100_000_000; // the limit of the format's own readers

    private readonly string _path;
    private readonly long _dataLength;
    private readonly Dictionary<string, JsonElement> _entries;

    private CheckpointHeader(string path, byte[] json, long dataLength)
    {
        (_path, _dataLength) = (path, dataLength);
        _entries = Parsed(() => JsonSerializer.Deserialize(json, CheckpointJson.Default.DictionaryStringJsonElement));
        if (!_entries.Remove("__metadata__", out var element)) throw Fault("its header has no __metadata__");
        var metadata = Parsed(() => element.Deserialize(CheckpointJson.Default.CheckpointMetadata));
        if (metadata.Format != CheckpointMetadata.CurrentFormat)
            throw Fault($"expected the format {CheckpointMetadata.CurrentFormat}, found {metadata.Format}; use the version that wrote it");
        Configuration = metadata.Configuration;
        State = Parsed(() => JsonSerializer.Deserialize(metadata.State, CheckpointJson.Default.CheckpointState));
        if (State is not { Steps: >= 0, OptimizerArrays: >= 0, ResidualArrays: >= 0, Epoch.Samples: >= 0, Epoch.Correct: >= 0 })
            throw Fault($"a count in its state is below 0: {metadata.State}");
    }

    /// <summary>The run's configuration.</summary>
    public string Configuration { get; }

    /// <summary>The state: all that is neither configuration nor tensor.</summary>
    public CheckpointState State { get; }

    /// <summary>Returns the header of a checkpoint, with <see cref="Seal.Blank"/> as its hash.</summary>
    public static byte[] Bytes(Checkpoint checkpoint)
    {
        var snapshot = checkpoint.Snapshot;
        var state = new CheckpointState(
            snapshot.Steps, snapshot.Epoch, checkpoint.Seed, snapshot.OptimizerState.Count, checkpoint.DataSha256)
        {
            ResidualArrays = snapshot.Residuals.Count,
            Position = snapshot.Position,
            Inputs = checkpoint.Inputs,
        };
        var metadata = new CheckpointMetadata(
            Seal.Blank, CheckpointMetadata.CurrentFormat, JsonSerializer.Serialize(state, CheckpointJson.Default.CheckpointState),
            checkpoint.ConfigurationJson);

        using var bytes = new MemoryStream();
        bytes.Write(new byte[sizeof(ulong)]);
        // Relaxed, so that quotation marks in texts are \" and not \u0022.
        using (var json = new Utf8JsonWriter(bytes, new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            json.WriteStartObject();
            json.WritePropertyName("__metadata__");
            JsonSerializer.Serialize(json, metadata, CheckpointJson.Default.CheckpointMetadata);
            foreach (var (name, entry) in Tensors.Of(checkpoint.Network, state))
            {
                json.WritePropertyName(name);
                JsonSerializer.Serialize(json, entry, CheckpointJson.Default.TensorEntry);
            }
            json.WriteEndObject();
        }
        while (bytes.Length % sizeof(ulong) != 0) bytes.WriteByte((byte)' ');
        var length = bytes.Length - sizeof(ulong);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(length, MaxJson, nameof(checkpoint));
        var header = bytes.ToArray();
        BinaryPrimitives.WriteUInt64LittleEndian(header, (ulong)length);
        return header;
    }

    /// <summary>Reads the header of a file with a valid hash; the file is then at its data.</summary>
    /// <exception cref="CheckpointException">It is not the header of a checkpoint.</exception>
    /// <exception cref="RunIoException">The file cannot be read.</exception>
    public static CheckpointHeader Read(string path, FileStream file) => RunIo.Do("read", path, () =>
    {
        file.Position = 0;
        var head = new byte[sizeof(ulong)];
        file.ReadExactly(head);
        var (length, rest) = (BinaryPrimitives.ReadUInt64LittleEndian(head), file.Length - sizeof(ulong));
        if (length > MaxJson || length > (ulong)rest)
            throw new CheckpointException($"{path} is not a usable checkpoint: its header has {length} bytes of {rest} at most {MaxJson}.");
        var json = new byte[length];
        file.ReadExactly(json);
        return new CheckpointHeader(path, json, rest - (long)length);
    });

    /// <summary>Checks that the tensors are exactly those of the network.</summary>
    /// <exception cref="CheckpointException">They are not.</exception>
    public void RequireTensorsOf(Network network)
    {
        // First the length: no memory is allocated for data that are missing.
        var length = Tensors.Length(network, State);
        if (length != _dataLength)
            throw Fault(
                $"expected {length} bytes of data for {network} and {State.OptimizerArrays} optimizer array(s)"
                + $"{(State.ResidualArrays == 0 ? "" : $" and {State.ResidualArrays} residual(s)")}, found {_dataLength}");
        var count = 0;
        foreach (var (name, expected) in Tensors.Of(network, State))
        {
            count++;
            if (!_entries.TryGetValue(name, out var element)) throw Fault($"expected a tensor {name}, found none");
            var found = Parsed(() => element.Deserialize(CheckpointJson.Default.TensorEntry));
            if (!found.Equals(expected)) throw Fault($"expected {name} to be {expected}, found {found}");
        }
        if (_entries.Count != count) throw Fault($"expected {count} tensors, found {_entries.Count}");
        if (State.Inputs is { } inputs && !inputs.Fits(network.Inputs))
            throw Fault($"expected samples of {network.Inputs} numbers in a finite range, found {inputs}");
    }

    private T Parsed<T>(Func<T?> parse) where T : class
    {
        try
        {
            return parse() ?? throw Fault("its header holds null");
        }
        catch (JsonException e)
        {
            throw new CheckpointException($"{_path} is not a usable checkpoint: its header is not as expected: {e.Message.TrimEnd('.')}.", e);
        }
    }

    private CheckpointException Fault(string fault) => new($"{_path} is not a usable checkpoint: {fault}.");
}

/// <summary>The header's __metadata__, in this order; the format allows only strings.</summary>
/// <param name="Sha256">See <see cref="Seal"/>; must be first.</param>
/// <param name="Format">The name and version of the format: <see cref="CurrentFormat"/>.</param>
/// <param name="State">A <see cref="CheckpointState"/> as JSON.</param>
/// <param name="Configuration">The run's configuration, unchanged.</param>
internal sealed record CheckpointMetadata(string Sha256, string Format, string State, string Configuration)
{
    /// <summary>The format that is written, and the only one that can be read.</summary>
    public const string CurrentFormat = "actorbackprop-checkpoint-1";
}

/// <summary>The content of a checkpoint besides its tensors and its configuration.</summary>
/// <param name="Steps">The steps completed.</param>
/// <param name="Epoch">The sums of the unfinished epoch.</param>
/// <param name="Seed">The run's seed.</param>
/// <param name="OptimizerArrays">The number of arrays of optimizer state after the parameters.</param>
/// <param name="DataSha256">The hash of the samples.</param>
internal sealed record CheckpointState(long Steps, EpochTotals Epoch, ulong Seed, int OptimizerArrays, string DataSha256)
{
    /// <summary>The number of arrays of residuals after those of the optimizer. Default, and in files of older versions: 0.</summary>
    public int ResidualArrays { get; init; }

    /// <summary>See <see cref="TrainingSnapshot.Position"/>; null in synchronous modes, and in files of older versions.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public DataPosition? Position { get; init; }

    /// <summary>See <see cref="Checkpoint.Inputs"/>.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public InputFormat? Inputs { get; init; }
}

/// <summary>How the parts of the header are written and read: strictly, doubles to the bit.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
    AllowDuplicateProperties = false,
    IgnoreReadOnlyProperties = true,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(CheckpointMetadata))]
[JsonSerializable(typeof(CheckpointState))]
[JsonSerializable(typeof(TensorEntry))]
[JsonSerializable(typeof(Dictionary<string, JsonElement>))]
internal sealed partial class CheckpointJson : JsonSerializerContext;
