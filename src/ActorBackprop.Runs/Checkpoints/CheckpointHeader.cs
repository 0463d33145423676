using System.Buffers.Binary;
using System.Text.Encodings.Web;
using System.Text.Json;
using ActorBackprop.Learning.Networks;
using ActorBackprop.Runs.Storage;

namespace ActorBackprop.Runs.Checkpoints;

/// <summary>What stands before the data: eight bytes of length, then JSON, with spaces up to a multiple of eight.</summary>
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

    /// <summary>What is neither configuration nor tensor.</summary>
    public CheckpointState State { get; }

    /// <summary>The header of a checkpoint, with <see cref="Seal.Blank"/> for its seal.</summary>
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
        // Relaxed: a quotation mark within the texts stays legible, as \" and not \u0022.
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

    /// <summary>Reads the header of a file whose seal holds, and leaves the file at its data.</summary>
    /// <exception cref="CheckpointException">It is none of ours.</exception>
    /// <exception cref="RunIoException">The system refuses.</exception>
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

    /// <summary>Makes sure that the tensors are those of the network, all of them, and nothing else.</summary>
    /// <exception cref="CheckpointException">They are not.</exception>
    public void RequireTensorsOf(Network network)
    {
        // Its length first: before it is known that the data are there, nothing is laid out for them.
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
