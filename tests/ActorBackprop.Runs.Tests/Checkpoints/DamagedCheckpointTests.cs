using ActorBackprop.Runs.Checkpoints;
using ActorBackprop.Testing;

namespace ActorBackprop.Runs.Tests.Checkpoints;

/// <summary>A checkpoint with anything wrong is refused, in a sentence, and never with another exception.</summary>
public sealed class DamagedCheckpointTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private readonly string _path;

    public DamagedCheckpointTests() => _path = _directory["step-00000120.safetensors"];

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void Every_beginning_of_a_checkpoint_is_refused()
    {
        var length = Write([2, 3, 1], optimizerArrays: 1).Length;
        for (var cut = length - 1; cut >= 0; cut--)
        {
            using (var file = File.OpenWrite(_path)) file.SetLength(cut);
            AssertRefused();
        }
    }

    [Fact]
    public void A_checkpoint_with_something_behind_its_end_is_refused()
    {
        File.WriteAllBytes(_path, [.. Write([2, 3, 1]), 0]);
        AssertRefused();
    }

    [Fact]
    public void Every_single_wrong_bit_of_a_small_checkpoint_is_found()
    {
        var bits = 8 * Write([2, 1]).Length;
        for (var bit = 0; bit < bits; bit++) AssertRefusedWithout(bit);
        CheckpointFile.Read(_path, Some.NetworkOf); // and every one was mended
    }

    [Fact]
    public void A_thousand_single_wrong_bits_of_a_large_checkpoint_are_found()
    {
        var bits = 8 * Write([784, 30, 10], optimizerArrays: 1).Length;
        var random = new Random(2);
        for (var i = 0; i < 1000; i++) AssertRefusedWithout(random.Next(bits));
        CheckpointFile.Read(_path, Some.NetworkOf);
    }

    [Fact]
    public void The_sentence_names_the_file_and_both_fingerprints()
    {
        var bytes = Write([2, 1]);
        bytes[^1] ^= 1;
        File.WriteAllBytes(_path, bytes);
        Assert.Matches(
            "step-00000120.safetensors is not a checkpoint, or is damaged: "
                + "it has the SHA-256 [0-9a-f]{64}, but its header says [0-9a-f]{64}; use an older one\\.$",
            AssertRefused());
    }

    private byte[] Write(int[] widths, int optimizerArrays = 0)
    {
        CheckpointFile.Write(_path, Some.Checkpoint(widths, optimizerArrays));
        CheckpointFile.Read(_path, Some.NetworkOf); // a good one, or the refusals would mean nothing
        return File.ReadAllBytes(_path);
    }

    private void AssertRefusedWithout(int bit)
    {
        Flip();
        AssertRefused();
        Flip();

        void Flip()
        {
            using var file = new FileStream(_path, FileMode.Open, FileAccess.ReadWrite, FileShare.Read, bufferSize: 0);
            file.Position = bit / 8;
            var value = file.ReadByte();
            file.Position = bit / 8;
            file.WriteByte((byte)(value ^ 1 << bit % 8));
        }
    }

    private string AssertRefused() =>
        Assert.Throws<CheckpointException>(() => CheckpointFile.Read(_path, _ => throw new InvalidOperationException("went on"))).Message;
}
