using ActorBackprop.Learning.Data;

namespace ActorBackprop.Learning.Tests.Data;

/// <summary>The ways in which a gzipped data file can be damaged, and the sentence about each.</summary>
public sealed class BadGzipFileTests : IDisposable
{
    private readonly SmallSet _set = new();

    public void Dispose() => _set.Dispose();

    [Fact]
    public void A_gzip_stream_with_another_checksum_is_refused()
    {
        var packed = SmallSet.Gzip(_set.Write(gzipped: true).Files[SmallSet.TrainingImages]);
        packed[^5] ^= 1;
        _set.WriteAsIs(SmallSet.TrainingImages + ".gz", packed);

        var fault = Assert.Throws<DataFileException>(() => IdxDirectory.Load(_set.Directory));

        Assert.Equal(SmallSet.TrainingImages + ".gz", fault.File);
        Assert.InRange(fault.Offset!.Value, 16, 58); // how far the last piece is unpacked is the library's affair
        Assert.Equal(
            $"train-images-idx3-ubyte.gz, byte {fault.Offset}: expected a sound gzip stream from here on, "
            + "found one that is corrupt or has the wrong checksum; fetch the file again.",
            fault.Message);
    }

    [Fact]
    public void A_fault_deep_in_a_gzip_stream_is_not_reported_at_its_beginning()
    {
        foreach (var (name, count) in new[] { (SmallSet.TrainingImages, 7), (SmallSet.TestImages, 4) })
            _set.Files[name] = [0, 0, 8, 3, 0, 0, 0, (byte)count, 0, 0, 200, 0, 0, 0, 0, 1, .. Noise(count * 51_200)];
        var packed = SmallSet.Gzip(_set.Write(gzipped: true).Files[SmallSet.TrainingImages]);
        packed[^5] ^= 1;
        _set.WriteAsIs(SmallSet.TrainingImages + ".gz", packed);

        var fault = Assert.Throws<DataFileException>(() => IdxDirectory.Load(_set.Directory));

        Assert.InRange(fault.Offset!.Value, 300_000, 16 + 7 * 51_200);
    }

    [Fact]
    public void A_gzip_stream_that_does_not_unpack_is_refused()
    {
        _set.Write(gzipped: true);
        _set.WriteAsIs(SmallSet.TestLabels + ".gz", [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3, 0xff, 0xff, 0xff, 0xff]);

        AssertRefused(
            "t10k-labels-idx1-ubyte.gz, byte 0: expected a sound gzip stream from here on, "
            + "found one that is corrupt or has the wrong checksum; fetch the file again.",
            SmallSet.TestLabels + ".gz", 0);
    }

    [Theory, MemberData(nameof(PackedLengths))]
    public void A_gzip_stream_cut_off_anywhere_is_refused(string name, int length)
    {
        var packed = SmallSet.Gzip(_set.Write(gzipped: true).Files[name]);
        _set.WriteAsIs(name + ".gz", packed[..length]);

        var fault = Assert.Throws<DataFileException>(() => IdxDirectory.Load(_set.Directory));

        Assert.Equal(name + ".gz", fault.File);
        Assert.InRange(fault.Offset!.Value, 0, _set.Files[name].Length);
    }

    public static TheoryData<string, int> PackedLengths()
    {
        var cases = new TheoryData<string, int>();
        using var set = new SmallSet();
        foreach (var name in new[] { SmallSet.TrainingImages, SmallSet.TestLabels })
            for (var length = 0; length < SmallSet.Gzip(set.Files[name]).Length; length++) cases.Add(name, length);
        return cases;
    }

    [Fact]
    public void A_gzip_stream_cut_off_before_its_checksum_is_refused()
    {
        var packed = SmallSet.Gzip(_set.Write(gzipped: true).Files[SmallSet.TestLabels])[..^8];
        _set.WriteAsIs(SmallSet.TestLabels + ".gz", packed);

        AssertRefused(
            "t10k-labels-idx1-ubyte.gz, byte 12: expected the gzip stream to end with the length 12, "
            + $"found {BitConverter.ToUInt32(packed.AsSpan()[^4..])}, so it was cut off or other bytes follow; fetch the file again.",
            SmallSet.TestLabels + ".gz", 12);
    }

    [Fact]
    public void Bytes_after_the_gzip_stream_are_refused()
    {
        var packed = SmallSet.Gzip(_set.Write(gzipped: true).Files[SmallSet.TestLabels]);
        _set.WriteAsIs(SmallSet.TestLabels + ".gz", [.. packed, 1, 0, 0, 0]);

        AssertRefused(
            "t10k-labels-idx1-ubyte.gz, byte 12: expected the gzip stream to end with the length 12, "
            + "found 1, so it was cut off or other bytes follow; fetch the file again.",
            SmallSet.TestLabels + ".gz", 12);
    }

    private static byte[] Noise(int count)
    {
        var bytes = new byte[count];
        new Random(1).NextBytes(bytes);
        return bytes;
    }

    private void AssertRefused(string message, string file, long? offset)
    {
        var fault = Assert.Throws<DataFileException>(() => IdxDirectory.Load(_set.Directory));
        Assert.Equal(message, fault.Message);
        Assert.Equal((file, offset), (fault.File, fault.Offset));
    }
}
