using System.Buffers.Binary;
using System.Runtime.InteropServices;
using ActorBackprop.Learning.Data;
using ActorBackprop.Learning.Networks;
using ActorBackprop.Learning.Training;
using ActorBackprop.Runs.Storage;

namespace ActorBackprop.Runs.Checkpoints;

/// <summary>
/// One checkpoint in one file, in the safetensors format, so that other tools read the parameters too. The data begin
/// with the parameters in canonical order.
/// </summary>
public static class CheckpointFile
{
    /// <summary>Writes a checkpoint, atomically: the file is there complete, or as it was before.</summary>
    /// <param name="path">The file; its directory exists.</param>
    /// <param name="checkpoint">What to write.</param>
    /// <exception cref="RunIoException">The system refuses.</exception>
    /// <exception cref="ArgumentException">The snapshot is not of the checkpoint's network.</exception>
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
            // Row by row: where memory is short, a last checkpoint is still written.
            foreach (var array in arrays) CanonicalOrder.ForEachRow(network, array, row => file.Write(WeightsHash.LittleEndian(row)));
            Seal.Set(file);
        });
    }

    /// <summary>Reads a checkpoint. A file with so much as one wrong bit is refused.</summary>
    /// <param name="path">The file.</param>
    /// <param name="networkOf">The network a configuration describes; what it throws passes through.</param>
    /// <exception cref="CheckpointException">The file is no checkpoint, damaged, or not of the configuration's network.</exception>
    /// <exception cref="RunIoException">The system refuses.</exception>
    public static Checkpoint Read(string path, Func<string, Network> networkOf)
    {
        using var file = RunIo.Do("read", path, () => File.OpenRead(path));
        if (RunIo.Do("read", path, () => Seal.Fault(file)) is { } fault)
            throw new CheckpointException($"{path} is no checkpoint, or a damaged one: it {fault}; use an older one.");

        var header = CheckpointHeader.Read(path, file);
        var network = networkOf(header.Configuration);
        header.RequireTensorsOf(network);
        var state = header.State;
        var parameters = Next();
        var optimizer = Several(state.OptimizerArrays);
        var snapshot = new TrainingSnapshot(state.Steps, parameters, optimizer, state.Epoch)
        {
            Residuals = Several(state.ResidualArrays),
            Position = state.Position,
        };
        // A training ends before it saves numbers that are not finite; a network that has them would answer nonsense.
        if (!snapshot.OptimizerState.Prepend(parameters).All(array => Array.TrueForAll(array, float.IsFinite)))
            throw new CheckpointException($"{path} is no usable checkpoint: it has numbers that are not finite.");
        return new(network, snapshot, state.Seed, header.Configuration, state.DataSha256) { Inputs = state.Inputs };

        float[][] Several(int arrays) => [.. Enumerable.Range(0, arrays).Select(_ => Next())];

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

/// <summary>Everything a training needs to go on to the bits of the undisturbed run.</summary>
/// <param name="Network">What the snapshot's arrays belong to.</param>
/// <param name="Snapshot">Steps, parameters, optimizer state and the unfinished epoch's sums.</param>
/// <param name="Seed">The run's seed; with the steps it says where every shuffle stands.</param>
/// <param name="ConfigurationJson">The resolved configuration, the text as saved with the run.</param>
/// <param name="DataSha256">The fingerprint of the samples it is trained on.</param>
public sealed record Checkpoint(
    Network Network, TrainingSnapshot Snapshot, ulong Seed, string ConfigurationJson, string DataSha256)
{
    /// <summary>What the samples are like; null in files of versions that did not note it. Default: null.</summary>
    public InputFormat? Inputs { get; init; }
}

/// <summary>
/// A checkpoint that cannot be gone on from: damaged, foreign, or none at all. The message is one sentence for the user;
/// the command line prints it and exits with code 6.
/// </summary>
public sealed class CheckpointException : Exception
{
    /// <summary>An exception with its sentence.</summary>
    public CheckpointException(string message) : base(message)
    {
    }

    /// <summary>An exception with its sentence and what caused it.</summary>
    public CheckpointException(string message, Exception innerException) : base(message, innerException)
    {
    }
}
