using System.Buffers.Binary;
using System.Runtime.InteropServices;
using ActorBackprop.Learning.Data;
using ActorBackprop.Learning.Networks;
using ActorBackprop.Learning.Training;
using ActorBackprop.Runs.Storage;

namespace ActorBackprop.Runs.Checkpoints;

/// <summary>
/// Reads and writes a checkpoint file. The format is safetensors, so that other tools can read the parameters; the data begin with the
/// parameters in canonical order.
/// </summary>
public static class CheckpointFile
{
    /// <summary>Writes a checkpoint atomically: the file is complete, or as it was before.</summary>
    /// <param name="path">The file, in an existing directory.</param>
    /// <param name="checkpoint">The checkpoint.</param>
    /// <exception cref="RunIoException">The file cannot be written.</exception>
    /// <exception cref="ArgumentException">The snapshot does not fit the checkpoint's network.</exception>
    public static void Write(string path, Checkpoint checkpoint)
    {
        var (network, snapshot) = (checkpoint.Network, checkpoint.Snapshot);
        float[][] arrays = [snapshot.Parameters, .. snapshot.OptimizerState, .. snapshot.Residuals];
        foreach (var array in arrays)
            if (array.Length != network.ParameterLength)
                throw new ArgumentException(
                    $"{network} has arrays of {network.ParameterLength} floats, not {array.Length}", nameof(checkpoint));

        var header = CheckpointHeader.Bytes(checkpoint);
        AtomicFile.Write(path, file =>
        {
            file.Write(header);
            // Row by row, so that a last checkpoint can be written when memory is short.
            foreach (var array in arrays) CanonicalOrder.ForEachRow(network, array, row => file.Write(WeightsHash.LittleEndian(row)));
            Seal.Set(file);
        });
    }

    /// <summary>Reads a checkpoint; a single wrong bit makes it invalid.</summary>
    /// <param name="path">The file.</param>
    /// <param name="networkOf">Creates the network that a configuration describes.</param>
    /// <exception cref="CheckpointException">The file is not a checkpoint, is damaged, or does not fit the configuration's network.</exception>
    /// <exception cref="RunIoException">The file cannot be read.</exception>
    public static Checkpoint Read(string path, Func<string, Network> networkOf)
    {
        using var file = RunIo.Do("read", path, () => File.OpenRead(path));
        if (RunIo.Do("read", path, () => Seal.Fault(file)) is { } fault)
            throw new CheckpointException($"{path} is not a checkpoint, or is damaged: it {fault}; use an older one.");

        var header = CheckpointHeader.Read(path, file);
        var network = networkOf(header.Configuration);
        header.RequireTensorsOf(network);
        var state = header.State;
        var parameters = Next();
        var snapshot = new TrainingSnapshot(state.Steps, parameters, Arrays(state.OptimizerArrays), state.Epoch)
        {
            Residuals = Arrays(state.ResidualArrays),
            Position = state.Position,
        };
        // A training stops before it saves numbers that are not finite.
        if (!snapshot.OptimizerState.Prepend(parameters).All(array => Array.TrueForAll(array, float.IsFinite)))
            throw new CheckpointException($"{path} is not a usable checkpoint: it has numbers that are not finite.");
        return new(network, snapshot, state.Seed, header.Configuration, state.DataSha256) { Inputs = state.Inputs };

        float[][] Arrays(int count) => [.. Enumerable.Range(0, count).Select(_ => Next())];

        float[] Next() => RunIo.Do("read", path, () => ReadArray(file, network));
    }

    private static float[] ReadArray(FileStream file, Network network)
    {
        var canonical = new float[network.ParameterCount];
        file.ReadExactly(MemoryMarshal.AsBytes(canonical.AsSpan()));
        if (!BitConverter.IsLittleEndian)
        {
            var bits = MemoryMarshal.Cast<float, int>(canonical.AsSpan());
            BinaryPrimitives.ReverseEndianness(bits, bits);
        }
        return CanonicalOrder.ToMemory(network, canonical);
    }
}

/// <summary>A snapshot with all that a training needs to continue to the same bits as without interruption.</summary>
/// <param name="Network">The network of the snapshot's arrays.</param>
/// <param name="Snapshot">Steps, parameters, optimizer state and the sums of the unfinished epoch.</param>
/// <param name="Seed">The run's seed; with the steps it determines the position in every shuffle.</param>
/// <param name="ConfigurationJson">The resolved configuration, as saved with the run.</param>
/// <param name="DataSha256">The hash of the training samples.</param>
public sealed record Checkpoint(
    Network Network, TrainingSnapshot Snapshot, ulong Seed, string ConfigurationJson, string DataSha256)
{
    /// <summary>The format of the samples; null in files of older versions. Default: null.</summary>
    public InputFormat? Inputs { get; init; }
}

/// <summary>
/// Thrown when a run cannot continue from a checkpoint: it is damaged, belongs to another run, or does not exist. The message is one sentence
/// for the user; the command line prints it and exits with code 6.
/// </summary>
/// <param name="message">The message.</param>
/// <param name="cause">The cause; null for none. Default: null.</param>
public sealed class CheckpointException(string message, Exception? cause = null) : Exception(message, cause);
