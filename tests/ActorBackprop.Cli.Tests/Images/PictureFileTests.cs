using ActorBackprop.Cli.Images;
using ActorBackprop.Learning.Data;

namespace ActorBackprop.Cli.Tests.Images;

public sealed class PictureFileTests : IDisposable
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
    public void Data_that_unpack_to_too_many_pixels_are_refused_early()
    {
        var bomb = PngWriter.Of(1, 1, PngWriter.Packed(new byte[64 << 20]));
        var before = GC.GetAllocatedBytesForCurrentThread(); // other tests allocate too
        Assert.Contains("expected at most 40 bytes of 1×1 pixels, found more", Refusal(bomb), StringComparison.Ordinal);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 16 << 20);
    }

    [Fact]
    public void A_file_that_is_no_picture_is_refused()
    {
        Assert.Contains("byte 0: expected a picture as PNG, JPEG or BMP, found an empty file.", Refusal([]), StringComparison.Ordinal);
        Assert.Contains("byte 0: expected a picture as PNG, JPEG or BMP, found something else.", Refusal("GIF89a"u8.ToArray()),
            StringComparison.Ordinal);
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
        Assert.Contains("a picture that can be decoded", Refusal(PngWriter.Of(10, 10, PngWriter.Packed(new byte[5]))), StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_is_not_there_is_named() => Assert.Equal(
        "no/such.png: expected a picture file, found no such file; or give the index of a test image.",
        Assert.Throws<DataFileException>(() => PictureFile.Read("no/such.png")).Message);

    /// <summary>Written by ImageMagick, and by ExifTool where a number stands: the pixels are stored as a camera held that way stores them.</summary>
    [Theory]
    [InlineData("seven.jpg"), InlineData("seven-progressive.jpg"), InlineData("seven.bmp"), InlineData("seven-2.jpg"), InlineData("seven-3.jpg")]
    [InlineData("seven-4.jpg"), InlineData("seven-5.jpg"), InlineData("seven-6.jpg"), InlineData("seven-7.jpg"), InlineData("seven-8.jpg")]
    public void Pictures_of_other_encoders_are_read_and_stand_upright(string name)
    {
        var (expected, rows, columns) = PictureFile.Read(PathOf("seven.png"));
        var picture = PictureFile.Read(PathOf(name));
        Assert.Equal((70, 84, 70, 84), (rows, columns, picture.Rows, picture.Columns));
        // A mirrored one differs by 20 and more.
        Assert.InRange(Enumerable.Range(0, expected.Length).Average(i => Math.Abs(expected[i] - picture.Grey[i])), 0, 6);
    }

    [Theory, InlineData("seven-6.jpg"), InlineData("seven.bmp")]
    public void A_truncated_or_damaged_picture_is_read_or_refused(string name)
    {
        var whole = File.ReadAllBytes(PathOf(name));
        for (var length = 0; length < whole.Length; length += 7)
        {
            var damaged = whole.ToArray();
            damaged[length] ^= 0x5A;
            foreach (var bytes in new[] { whole[..length], damaged })
                if (Record.Exception(() => Read(bytes)) is { } fault) Assert.IsType<DataFileException>(fault);
        }
    }

    /// <summary>The first bytes are always there: they tell what kind of file it is.</summary>
    [Theory]
    [InlineData("seven.jpg", 3), InlineData("seven-6.jpg", 3), InlineData("seven-progressive.jpg", 3), InlineData("seven.bmp", 34)]
    public void A_picture_that_is_cut_off_anywhere_is_refused_as_that(string name, int from)
    {
        var whole = File.ReadAllBytes(PathOf(name));
        for (var length = whole.Length - 1; length >= from; length -= 7)
            Assert.EndsWith(", found a truncated file; copy it again, or fetch it again.", Refusal(whole[..length]), StringComparison.Ordinal);
    }

    [Fact]
    public void The_end_of_a_thumbnail_is_not_the_end_of_a_JPEG()
    {
        var whole = File.ReadAllBytes(PathOf("seven.jpg"));
        byte[] small = [0xFF, 0xE2, 0, 6, 0xFF, 0xD8, 0xFF, 0xD9];
        byte[] both = [.. whole[..2], .. small, .. whole[2..]];
        Assert.Equal(Read(whole).Grey, Read(both).Grey);
        Assert.Contains("expected a JPEG up to its end marker", Refusal(both[..^2]), StringComparison.Ordinal);
    }

    [Theory, InlineData("seven.jpg"), InlineData("seven-progressive.jpg"), InlineData("seven.bmp")]
    public void Bytes_after_the_end_of_a_picture_are_ignored(string name)
    {
        var whole = File.ReadAllBytes(PathOf(name));
        Assert.Equal(Read(whole).Grey, Read([.. whole, .. new byte[100], .. "a note"u8]).Grey);
    }

    [Fact]
    public void A_chunk_with_a_wrong_checksum_is_refused()
    {
        var bytes = PngWriter.Write(new byte[15], columns: 5, rows: 3);
        bytes[29] ^= 1; // of the header
        Assert.Matches(", byte 8: expected a chunk with the checksum [0-9a-f]{8}, found [0-9a-f]{8}; the file is damaged; fetch it again.$",
            Refusal(bytes));
    }

    [Fact]
    public void A_file_without_an_end_is_refused_at_its_limit()
    {
        using (var file = File.OpenWrite(_path)) file.SetLength(PictureFile.MaxFileBytes + 1L);
        Assert.EndsWith("expected a picture of at most 67108864 bytes, found more.",
            Assert.Throws<DataFileException>(() => PictureFile.Read(_path)).Message, StringComparison.Ordinal);
    }

    public void Dispose() => File.Delete(_path);

    private static string PathOf(string name) => Repository.At($"tests/ActorBackprop.Cli.Tests/Images/Pictures/{name}");

    private (byte[] Grey, int Rows, int Columns) Read(byte[] bytes)
    {
        File.WriteAllBytes(_path, bytes);
        return PictureFile.Read(_path);
    }

    private string Refusal(byte[] bytes) => Assert.Throws<DataFileException>(() => Read(bytes)).Message;
}
