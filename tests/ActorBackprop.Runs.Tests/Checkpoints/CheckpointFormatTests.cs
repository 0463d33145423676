using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using ActorBackprop.Learning.Networks;
using ActorBackprop.Runs.Checkpoints;
using ActorBackprop.Testing;

namespace ActorBackprop.Runs.Tests.Checkpoints;

/// <summary>What other tools see in a checkpoint.</summary>
public sealed class CheckpointFormatTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void Any_reader_of_safetensors_finds_the_tensors_by_the_names_PyTorch_gives_them()
    {
        var checkpoint = Some.Checkpoint([5, 3, 9], optimizerArrays: 2, residuals: 2);
        var tensors = Written(checkpoint).Tensors;

        string[] layers = ["0.weight", "0.bias", "2.weight", "2.bias"];
        string[] prefixes = ["", "optimizer.0.", "optimizer.1.", "residual.0.", "residual.1."];
        Assert.Equal(prefixes.SelectMany(prefix => layers.Select(name => prefix + name)), tensors.Keys);
        AssertLayers("", checkpoint.Snapshot.Parameters);
        AssertLayers("optimizer.0.", checkpoint.Snapshot.OptimizerState[0]);
        AssertLayers("optimizer.1.", checkpoint.Snapshot.OptimizerState[1]);
        AssertLayers("residual.0.", checkpoint.Snapshot.Residuals[0]);
        AssertLayers("residual.1.", checkpoint.Snapshot.Residuals[1]);

        void AssertLayers(string prefix, float[] memory)
        {
            foreach (var (index, layer) in ((int[])[0, 2]).Zip(checkpoint.Network.Layers))
            {
                var (weights, biases) = (tensors[$"{prefix}{index}.weight"], tensors[$"{prefix}{index}.bias"]);
                Assert.Equal([layer.Outputs, layer.Inputs], weights.Shape);
                Assert.Equal([layer.Outputs], biases.Shape);
                for (var j = 0; j < layer.Outputs; j++)
                {
                    AssertBits(memory[layer.BiasesOffset + j], biases.Values[j]);
                    for (var k = 0; k < layer.Inputs; k++)
                        AssertBits(memory[layer.WeightsOffset + k * layer.Stride + j], weights.Values[j * layer.Inputs + k]);
                }
            }
        }
    }

    [Fact]
    public void The_metadata_are_texts_that_say_what_the_bits_depend_on()
    {
        var checkpoint = Some.Checkpoint([2, 1], steps: 7);
        var metadata = Written(checkpoint).Metadata;

        Assert.Equal(["sha256", "format", "state", "configuration"], metadata.Keys);
        Assert.Equal("actorbackprop-checkpoint-1", metadata["format"]);
        Assert.Equal(checkpoint.ConfigurationJson, metadata["configuration"]);
        using var state = JsonDocument.Parse(metadata["state"]);
        Assert.Equal(7, state.RootElement.GetProperty("steps").GetInt64());
        Assert.Equal(ulong.MaxValue, state.RootElement.GetProperty("seed").GetUInt64());
        Assert.Equal(Some.Sha256, state.RootElement.GetProperty("dataSha256").GetString());
        var epoch = state.RootElement.GetProperty("epoch");
        Assert.Equal(checkpoint.Snapshot.Epoch.Samples, epoch.GetProperty("samples").GetInt32());
        Assert.Equal(checkpoint.Snapshot.Epoch.Cost, epoch.GetProperty("cost").GetDouble());
        Assert.Equal(checkpoint.Snapshot.Epoch.Correct, epoch.GetProperty("correct").GetInt32());
    }

    [Fact]
    public void The_SHA_256_is_that_of_the_file_with_its_own_digits_taken_as_zeros()
    {
        var file = Bytes(Some.Checkpoint([4, 3, 2], optimizerArrays: 1));
        var digits = new Safetensors(file).Metadata["sha256"];
        var offset = Encoding.Latin1.GetString(file).IndexOf(digits, StringComparison.Ordinal);
        Assert.Equal(8 + """{"__metadata__":{"sha256":"|""".IndexOf('|', StringComparison.Ordinal), offset);

        file.AsSpan(offset, 64).Fill((byte)'0');
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(file)), digits);
    }

    [Fact]
    public void The_data_begin_with_what_the_fingerprint_of_the_weights_is_made_of()
    {
        var checkpoint = Some.Checkpoint([6, 5, 4], optimizerArrays: 1);
        var (file, network) = (Bytes(checkpoint), checkpoint.Network);
        var data = file.AsSpan(8 + new Safetensors(file).Header.Length + 1, 4 * network.ParameterCount); // é is two bytes
        Assert.Equal(WeightsHash.Compute(network, checkpoint.Snapshot.Parameters), Convert.ToHexStringLower(SHA256.HashData(data)));
    }

    private static void AssertBits(float expected, float actual) =>
        Assert.Equal(BitConverter.SingleToInt32Bits(expected), BitConverter.SingleToInt32Bits(actual));

    private Safetensors Written(Checkpoint checkpoint) => new(Bytes(checkpoint));

    private byte[] Bytes(Checkpoint checkpoint)
    {
        CheckpointFile.Write(_directory["x.safetensors"], checkpoint);
        return File.ReadAllBytes(_directory["x.safetensors"]);
    }
}
