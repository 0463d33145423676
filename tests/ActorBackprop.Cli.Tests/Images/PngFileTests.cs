using ActorBackprop.Cli.Images;
using ActorBackprop.Learning.Data;

namespace ActorBackprop.Cli.Tests.Images;

public sealed class PngFileTests : IDisposable
{
    private readonly string _path = Path.GetTempFileName();

    [Fact]
    public void Greys_are_read_row_by_row()
    {
        var pixels = Enumerable.Range(0, 15).Select(i => (byte)(i * 17)).ToArray();
        var (grey, rows, columns) = Read(PngWriter.Write(pixels, columns: 5, rows: 3));
        Assert.Equal((3, 5), (rows, columns));
        Assert.Equal(pixels, grey);
    }

    [Fact]
    public void Ink_on_nothing_lies_on_white_and_chalk_on_nothing_on_black()
    {
        byte[] ink = [0, 0, 0, 255, 90, 90, 90, 0], chalk = [255, 255, 255, 255, 90, 90, 90, 0];
        Assert.Equal([0, 255], Read(PngWriter.Write(ink, 2, 1, PngWriter.Rgba)).Grey);
        Assert.Equal([255, 0], Read(PngWriter.Write(chalk, 2, 1, PngWriter.Rgba)).Grey);
    }

    [Fact]
    public void The_largest_is_read() => Assert.Equal(4096 * 4096, Read(PngWriter.Write(new byte[4096 * 4096], 4096, 4096)).Grey.Length);

    [Theory]
    [InlineData(4097u, 1u), InlineData(1u, 4097u), InlineData(0u, 5u), InlineData(uint.MaxValue, uint.MaxValue)]
    public void A_size_out_of_range_is_refused_by_the_header_alone(uint columns, uint rows) => Assert.Equal(
        $"{_path}, byte 16: expected between 1×1 and 4096×4096 pixels, found {columns}×{rows}.", Refusal(PngWriter.Of(columns, rows, [])));

    [Fact]
    public void What_unpacks_to_more_than_its_pixels_is_refused_before_it_is_held()
    {
        var bomb = PngWriter.Of(1, 1, PngWriter.Packed(new byte[64 << 20]));
        var before = GC.GetTotalAllocatedBytes();
        Assert.Contains("expected at most 40 bytes of 1×1 pixels, found more", Refusal(bomb), StringComparison.Ordinal);
        Assert.InRange(GC.GetTotalAllocatedBytes() - before, 0, 16 << 20);
    }

    [Fact]
    public void What_is_no_PNG_is_refused()
    {
        Assert.Contains("byte 0: expected the beginning of a PNG, found an empty file.", Refusal([]), StringComparison.Ordinal);
        Assert.Contains("byte 0: expected the beginning of a PNG, found something else.", Refusal("GIF89a"u8.ToArray()), StringComparison.Ordinal);
    }

    [Fact]
    public void A_PNG_cut_off_anywhere_is_refused_in_a_sentence()
    {
        var whole = PngWriter.Write([.. Enumerable.Range(0, 100).Select(i => (byte)(i * 37))], 10, 10);
        for (var length = 0; length < whole.Length - 12; length++) // what comes after that is the end mark
            Assert.DoesNotContain('\n', Refusal(whole[..length]));
    }

    [Fact]
    public void Damaged_pixels_are_refused()
    {
        var packed = PngWriter.Packed(new byte[11 * 10]);
        packed[^1] ^= 1; // the checksum
        Assert.StartsWith(_path, Refusal(PngWriter.Of(10, 10, packed)), StringComparison.Ordinal);
        Assert.Contains("a PNG that can be decoded", Refusal(PngWriter.Of(10, 10, PngWriter.Packed(new byte[5]))), StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_is_not_there_is_named() => Assert.Equal(
        "no/such.png: expected a PNG file, found no such file; or give the index of a test image.",
        Assert.Throws<DataFileException>(() => PngFile.Read("no/such.png")).Message);

    public void Dispose() => File.Delete(_path);

    private (byte[] Grey, int Rows, int Columns) Read(byte[] bytes)
    {
        File.WriteAllBytes(_path, bytes);
        return PngFile.Read(_path);
    }

    private string Refusal(byte[] bytes) => Assert.Throws<DataFileException>(() => Read(bytes)).Message;
}
