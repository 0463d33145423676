using ActorBackprop.Learning.Data;

namespace ActorBackprop.Learning.Tests.Data;

/// <summary>Each way in which a data file can be bad, and the sentence about it.</summary>
public sealed class BadIdxFileTests : IDisposable
{
    private readonly SmallSet _set = new();

    public void Dispose() => _set.Dispose();

    [Fact]
    public void All_missing_files_are_named()
    {
        _set.Write();
        File.Delete(_set.PathOf(SmallSet.TrainingLabels));
        File.Delete(_set.PathOf(SmallSet.TestImages));

        AssertRefused(
            $"{_set.Directory}: expected the files train-images-idx3-ubyte, train-labels-idx1-ubyte, t10k-images-idx3-ubyte, "
            + "t10k-labels-idx1-ubyte, found no train-labels-idx1-ubyte, no t10k-images-idx3-ubyte; "
            + "name a directory that has all four, gzipped or not, "
            + "or one with x_train.npy, y_train.npy, x_test.npy and y_test.npy.",
            _set.Directory, null);
    }

    [Theory, InlineData("absent", "no such directory"), InlineData(SmallSet.TestLabels, "a file")]
    public void A_path_that_is_not_a_directory_is_named(string name, string found)
    {
        var directory = _set.Write().PathOf(name);

        var fault = Assert.Throws<DataFileException>(() => IdxDirectory.Load(directory));

        Assert.Equal((directory, null), (fault.File, fault.Offset));
        Assert.Contains($", found {found}; ", fault.Message, StringComparison.Ordinal);
        Assert.EndsWith("all four, gzipped or not, or one with x_train.npy, y_train.npy, x_test.npy and y_test.npy.", fault.Message);
    }

    [Fact]
    public void A_directory_in_place_of_a_file_is_refused()
    {
        _set.Write();
        File.Delete(_set.PathOf(SmallSet.TestLabels));
        Directory.CreateDirectory(_set.PathOf(SmallSet.TestLabels));

        AssertRefused("t10k-labels-idx1-ubyte: expected a file, found a directory.", SmallSet.TestLabels, null);
    }

    [Fact]
    public void A_file_that_another_has_locked_is_refused()
    {
        using var other = new FileStream(_set.Write().PathOf(SmallSet.TestImages), FileMode.Open, FileAccess.ReadWrite, FileShare.None);

        var fault = Assert.Throws<DataFileException>(() => IdxDirectory.Load(_set.Directory));

        Assert.Equal((SmallSet.TestImages, null), (fault.File, fault.Offset));
        Assert.Matches("^t10k-images-idx3-ubyte: expected a file that can be read, found \".*[^.]\"\\.$", fault.Message);
    }

    [Fact]
    public void A_file_without_read_permission_is_refused()
    {
        if (OperatingSystem.IsWindows()) return; // its permissions are another matter
        File.SetUnixFileMode(_set.Write().PathOf(SmallSet.TestImages), UnixFileMode.None);

        var fault = Record.Exception(() => IdxDirectory.Load(_set.Directory));

        if (Environment.IsPrivilegedProcess) // root may read everything
            Assert.Null(fault);
        else
            Assert.Matches(
                "^t10k-images-idx3-ubyte: expected a file that can be read, found \"Access .* denied\"\\.$",
                Assert.IsType<DataFileException>(fault).Message);
    }

    [Theory, MemberData(nameof(Headers))]
    public void A_truncated_header_is_refused_at_its_end(string name, int length, bool gzipped)
    {
        _set.Files[name] = _set.Files[name][..length];
        _set.Write(gzipped);

        var file = gzipped ? name + ".gz" : name;
        var header = name.Contains("images") ? 16 : 8;
        AssertRefused(
            $"{file}, byte {length}: expected a header of {header} bytes, found {(length == 0 ? "an empty file" : length)}.",
            file, length);
    }

    public static TheoryData<string, int, bool> Headers()
    {
        var cases = new TheoryData<string, int, bool>();
        foreach (var name in SmallSet.Names)
            for (var length = 0; length < (name.Contains("images") ? 16 : 8); length++)
            {
                cases.Add(name, length, false);
                cases.Add(name, length, true);
            }
        return cases;
    }

    [Theory, MemberData(nameof(Packed))]
    public void A_file_that_is_not_of_its_kind_is_refused_at_its_magic_number(bool gzipped)
    {
        _set.Files[SmallSet.TestImages] = _set.Files[SmallSet.TestLabels];
        _set.Write(gzipped);

        var file = Named(SmallSet.TestImages, gzipped);
        AssertRefused($"{file}, byte 0: expected the magic number 00000803 of images, found 00000801.", file, 0);
    }

    [Theory, MemberData(nameof(Packed))]
    public void The_magic_number_of_labels_is_checked_to_its_last_byte(bool gzipped)
    {
        _set.Files[SmallSet.TestLabels][1] = 1;
        _set.Write(gzipped);

        var file = Named(SmallSet.TestLabels, gzipped);
        AssertRefused($"{file}, byte 0: expected the magic number 00000801 of labels, found 00010801.", file, 0);
    }

    [Theory, MemberData(nameof(Packed))]
    public void A_truncated_body_is_refused_at_its_end(bool gzipped)
    {
        _set.Files[SmallSet.TrainingImages] = _set.Files[SmallSet.TrainingImages][..^1];
        _set.Write(gzipped);

        var file = Named(SmallSet.TrainingImages, gzipped);
        AssertRefused($"{file}, byte 57: expected 58 bytes as the header says, found 57.", file, 57);
    }

    [Theory, InlineData(false, "18"), InlineData(true, "more")]
    public void Bytes_after_the_body_are_refused(bool gzipped, string found)
    {
        _set.Files[SmallSet.TrainingLabels] = [.. _set.Files[SmallSet.TrainingLabels], 0, 0, 0];
        _set.Write(gzipped);

        var file = Named(SmallSet.TrainingLabels, gzipped);
        AssertRefused($"{file}, byte 15: expected 15 bytes as the header says, found {found}.", file, 15);
    }

    [Theory, MemberData(nameof(Packed))]
    public void Counts_that_disagree_are_refused(bool gzipped)
    {
        _set.Files[SmallSet.TestLabels] = [0, 0, 8, 1, 0, 0, 0, 5, 2, 2, 0, 1, 0];
        _set.Write(gzipped);

        var file = Named(SmallSet.TestImages, gzipped);
        AssertRefused(
            $"{file}, byte 4: expected 5 images as {Named(SmallSet.TestLabels, gzipped)} has labels, found 4.", file, 4);
    }

    [Theory, InlineData(2, 3, 8, "2×3"), InlineData(3, 4, 12, "3×4")]
    public void Test_images_of_another_shape_are_refused(byte rows, byte columns, int offset, string found)
    {
        _set.Files[SmallSet.TestImages] = [0, 0, 8, 3, 0, 0, 0, 4, 0, 0, 0, rows, 0, 0, 0, columns, .. new byte[4 * rows * columns]];
        _set.Write();

        AssertRefused(
            $"t10k-images-idx3-ubyte, byte {offset}: expected images of 3×2 pixels as in train-images-idx3-ubyte, found {found}.",
            SmallSet.TestImages, offset);
    }

    [Fact]
    public void A_test_label_beyond_the_training_labels_is_refused()
    {
        _set.Files[SmallSet.TestLabels][10] = 3;
        _set.Write();

        AssertRefused(
            "t10k-labels-idx1-ubyte, byte 10: expected a label below 3 as in train-labels-idx1-ubyte, found 3.", SmallSet.TestLabels, 10);
    }

    [Theory, InlineData(SmallSet.TrainingLabels, 14, 11), InlineData(SmallSet.TestLabels, 8, 255)]
    public void A_label_beyond_the_networks_outputs_is_refused(string name, int offset, byte label)
    {
        _set.Files[name][offset] = label;
        _set.Write(gzipped: true);

        AssertRefused(
            $"{name}.gz, byte {offset}: expected a label below 10, the number of the network's outputs, found {label}.",
            name + ".gz", offset, classes: 10);
    }

    [Theory]
    [InlineData(SmallSet.TrainingImages, 4, "images"), InlineData(SmallSet.TrainingImages, 8, "rows")]
    [InlineData(SmallSet.TrainingImages, 12, "columns"), InlineData(SmallSet.TestLabels, 4, "labels")]
    public void A_size_of_zero_is_refused(string name, int offset, string what)
    {
        _set.Files[name].AsSpan(offset, 4).Clear();
        _set.Write();

        AssertRefused($"{name}, byte {offset}: expected 1 or more {what}, found 0.", name, offset);
    }

    [Theory]
    [InlineData(uint.MaxValue, uint.MaxValue, uint.MaxValue, "79228162458924105385300197391")] // product needs 96 bits
    [InlineData(1u << 31, 1u << 31, 1u << 2, "18446744073709551632")] // product is 2^64: 0 in 64 bits
    [InlineData(1u << 16, 1u << 15, 1u << 1, "4294967312")] // product is 2^32: 0 in 32 bits
    [InlineData(1u << 14, 1u << 8, 1u << 8, "1073741840")] // product just beyond the limit
    public void Sizes_beyond_the_limit_are_refused(uint images, uint rows, uint columns, string length)
    {
        _set.Files[SmallSet.TrainingImages] =
            [0, 0, 8, 3, .. SmallSet.BigEndian(images), .. SmallSet.BigEndian(rows), .. SmallSet.BigEndian(columns), 1, 2, 3];
        _set.Write(gzipped: length.Length % 2 == 0);

        var file = Named(SmallSet.TrainingImages, gzipped: length.Length % 2 == 0);
        AssertRefused($"{file}, byte 4: expected sizes that make at most 1073741824 bytes, found {length}.", file, 4);
    }

    [Fact]
    public void Sizes_that_the_file_is_too_short_for_are_refused()
    {
        SmallSet.BigEndian(178_000_000).CopyTo(_set.Files[SmallSet.TrainingImages], 4);
        _set.Write();

        AssertRefused(
            "train-images-idx3-ubyte, byte 58: expected 1068000016 bytes as the header says, found 58.", SmallSet.TrainingImages, 58);
    }

    [Fact]
    public void Sizes_that_no_gzip_stream_of_its_length_can_hold_are_refused()
    {
        SmallSet.BigEndian(178_000_000).CopyTo(_set.Files[SmallSet.TrainingImages], 4);
        _set.Write(gzipped: true);

        var packed = new FileInfo(_set.PathOf(SmallSet.TrainingImages + ".gz")).Length;
        AssertRefused(
            $"train-images-idx3-ubyte.gz, byte 4: expected sizes that {packed} gzipped bytes can hold, at most {1032 * packed}, "
            + "found 1068000016.",
            SmallSet.TrainingImages + ".gz", 4);
    }

    public static TheoryData<bool> Packed() => [false, true];

    private static string Named(string name, bool gzipped) => gzipped ? name + ".gz" : name;

    private void AssertRefused(string message, string file, long? offset, int? classes = null)
    {
        var fault = Assert.Throws<DataFileException>(() => IdxDirectory.Load(_set.Directory, classes));
        Assert.Equal(message, fault.Message);
        Assert.Equal((file, offset), (fault.File, fault.Offset));
    }
}
