using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using ActorBackprop.Runs.Checkpoints;
using ActorBackprop.Testing;

namespace ActorBackprop.Runs.Tests.Checkpoints;

/// <summary>Files whose seal holds, and that are wrong all the same: somebody made them so.</summary>
public sealed class ForeignCheckpointTests : IDisposable
{
    private const string Metadata = """
        "sha256":"@","format":"actorbackprop-checkpoint-1","state":"|","configuration":"{\"layers\":[1,1]}"
        """;

    private const string State = """
        {\"steps\":1,\"epoch\":{\"samples\":0,\"cost\":0,\"correct\":0},\"seed\":1,\"optimizerArrays\":0,\"dataSha256\":\"\"}
        """;

    private const string Tensors = """
        "0.weight":{"dtype":"F32","shape":[1,1],"data_offsets":[0,4]},"0.bias":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}
        """;

    private static readonly string _good =
        $$"""{"__metadata__":{{{Metadata.Replace("|", State, StringComparison.Ordinal)}}},{{Tensors}}}""";

    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void The_file_the_others_are_made_from_is_read() => Assert.Equal(1, Read(Sealed(_good)).Snapshot.Steps);

    [Theory]
    [InlineData("checkpoint-1", "checkpoint-2", "expected the format actorbackprop-checkpoint-1, found actorbackprop-checkpoint-2")]
    [InlineData("\"format\"", "\"Format\"", "header is not as expected")]
    [InlineData("\"state\":\"{", "\"state\":\"[{", "header is not as expected")]
    [InlineData("\"state\":\"", "\"state\":\"null\",\"was\":\"", "header holds null")]
    [InlineData("\"state\":\"", "\"state\":null,\"was\":\"", "header is not as expected")]
    [InlineData("steps\\\":1", "steps\\\":-1", "a count in its state is below 0")]
    [InlineData("steps\\\":1", "steps\\\":99999999999999999999", "header is not as expected")]
    [InlineData("optimizerArrays\\\":0", "optimizerArrays\\\":-1", "a count in its state is below 0")]
    [InlineData("optimizerArrays\\\":0", "optimizerArrays\\\":1", "expected 16 bytes of data for 1-1 and 1 optimizer array(s), found 8")]
    [InlineData("optimizerArrays\\\":0", "residualArrays\\\":-1,\\\"optimizerArrays\\\":0", "a count in its state is below 0")]
    [InlineData("optimizerArrays\\\":0", "residualArrays\\\":2,\\\"optimizerArrays\\\":0",
        "expected 24 bytes of data for 1-1 and 0 optimizer array(s) and 2 residual(s), found 8")]
    [InlineData("optimizerArrays\\\":0", "position\\\":{\\\"minibatches\\\":1},\\\"optimizerArrays\\\":0", "header is not as expected")]
    [InlineData("optimizerArrays\\\":0", "optimizerArrays\\\":2147483647", "expected 17179869184 bytes of data")]
    [InlineData("[1,1]}\"", "[1,2]}\"", "expected 16 bytes of data for 1-2")]
    [InlineData("[1,1]}\"", "[16383,16384]}\"", "expected 1073741824 bytes of data for 16383-16384")]
    [InlineData("\"0.bias\"", "\"0.bios\"", "expected a tensor 0.bias, found none")]
    [InlineData("\"0.bias\"", "\"0.weight\"", "header is not as expected")]
    [InlineData("\"shape\":[1]", "\"shape\":[1,1]", "expected 0.bias to be F32 [1] at 4 to 8, found F32 [1,1] at 4 to 8")]
    [InlineData("\"shape\":[1]", "\"shape\":null", "header is not as expected")]
    [InlineData("\"dtype\":\"F32\",\"shape\":[1]", "\"dtype\":\"I32\",\"shape\":[1]", "found I32 [1]")]
    [InlineData("[4,8]", "[0,4]", "expected 0.bias to be F32 [1] at 4 to 8, found F32 [1] at 0 to 4")]
    [InlineData("[4,8]", "[4]", "found F32 [1] at 4")]
    [InlineData("[4,8]}", "[4,8]},\"2.bias\":{}", "expected 2 tensors, found 3")]
    [InlineData("[4,8]}", "7", "header is not as expected")]
    [InlineData("\"0.weight\"", "\"\u00ff.weight\"", "header is not as expected")] // in Latin-1 a byte UTF-8 does not have
    [InlineData("\"0.weight\":", "\"a\":[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[", "header is not as expected")]
    public void A_header_that_is_not_one_of_ours_is_refused(string was, string @is, string fault)
    {
        var header = _good.Replace(was, @is, StringComparison.Ordinal);
        Assert.NotEqual(_good, header);
        var message = Assert.Throws<CheckpointException>(() => Read(Sealed(header))).Message;
        Assert.Contains(fault, message, StringComparison.Ordinal);
        Assert.Contains("x.safetensors is not a usable checkpoint: ", message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(ulong.MaxValue)]
    [InlineData(100_000_001UL)]
    [InlineData(1000UL)]
    public void A_header_longer_than_the_file_or_the_format_allows_is_refused(ulong length)
    {
        var file = Sealed(_good, length);
        var message = Assert.Throws<CheckpointException>(() => Read(file)).Message;
        Assert.Contains($"its header has {length} bytes", message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_safetensors_file_of_somebody_else_is_refused()
    {
        byte[] golden = [
            64, 0, 0, 0, 0, 0, 0, 0,
            .. """{"attn.0":{"dtype":"F32","shape":[1,2,3],"data_offsets":[0,24]}}"""u8,
            .. new byte[24], .. new byte[64]];
        var message = Assert.Throws<CheckpointException>(() => Read(golden)).Message;
        Assert.Contains("it does not begin like a checkpoint", message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_refusal_by_the_configuration_passes_through() =>
        Assert.Throws<FormatException>(() => Read(Sealed(_good.Replace("[1,1]}\"", "[one]}\"", StringComparison.Ordinal))));

    private static byte[] Sealed(string header, ulong? length = null)
    {
        var file = new byte[8 + header.Length - 1 + 64 + 8];
        Encoding.Latin1.GetBytes(header.Replace("@", new string('0', 64), StringComparison.Ordinal)).CopyTo(file, 8);
        BinaryPrimitives.WriteUInt64LittleEndian(file, length ?? (ulong)file.Length - 16);
        var digits = Encoding.ASCII.GetBytes(Convert.ToHexStringLower(SHA256.HashData(file)));
        digits.CopyTo(file, 8 + header.IndexOf('@', StringComparison.Ordinal));
        return file;
    }

    private Checkpoint Read(byte[] file)
    {
        File.WriteAllBytes(_directory["x.safetensors"], file);
        return CheckpointFile.Read(_directory["x.safetensors"], Some.NetworkOf);
    }
}
