using ActorBackprop.Learning.Data;

namespace ActorBackprop.Learning.Tests.Data;

/// <summary>What people give in place of the four files: it is read where it can be, or called by its name, with what to do.</summary>
public sealed class DataAdviceTests : IDisposable
{
    private readonly SmallSet _set = new();

    public void Dispose() => _set.Dispose();

    /// <summary>As bgzip and `cat a.gz b.gz` make them; bgzip ends with an empty member.</summary>
    [Theory]
    [InlineData(0, 5, 12), InlineData(0, 11, 12, 12), InlineData(0, 1, 2, 3, 12)]
    public void A_gzip_file_of_several_members_is_read(params int[] cuts)
    {
        var whole = _set.Write(gzipped: true).Files[SmallSet.TestLabels];
        byte[] Members() => [.. cuts.Zip(cuts.Skip(1)).SelectMany(cut => SmallSet.Gzip(whole[cut.First..cut.Second]))];
        _set.WriteAsIs(SmallSet.TestLabels + ".gz", Members());
        Assert.Equal([2, 2, 0, 1], Enumerable.Range(0, 4).Select(IdxDirectory.Load(_set.Directory).Test.Label));

        _set.WriteAsIs(SmallSet.TestLabels + ".gz", Members()[..^1]);
        Assert.Throws<DataFileException>(() => IdxDirectory.Load(_set.Directory));
        _set.WriteAsIs(SmallSet.TestLabels + ".gz", [.. Members(), 0]);
        Assert.Throws<DataFileException>(() => IdxDirectory.Load(_set.Directory));
    }

    [Fact]
    public void A_web_page_in_place_of_a_file_is_named()
    {
        _set.Write().WriteAsIs(SmallSet.TrainingImages, "<!DOCTYPE html><html><title>403</title></html>"u8.ToArray());
        Assert.Equal("train-images-idx3-ubyte, byte 0: expected the magic number 00000803 of images, found a web page; the download went wrong: "
            + "fetch the file itself.", Assert.Throws<DataFileException>(() => IdxDirectory.Load(_set.Directory)).Message);
    }

    [Fact]
    public void Labels_from_1_on_get_other_advice_than_labels_that_are_too_high()
    {
        _set.Files[SmallSet.TestLabels] = [0, 0, 8, 1, 0, 0, 0, 4, 1, 2, 3, 1];
        _set.Write();
        Assert.EndsWith("found 3; the labels begin at 1: subtract 1 from each.",
            Assert.Throws<DataFileException>(() => IdxDirectory.Load(_set.Directory, 3)).Message, StringComparison.Ordinal);
        _set.Files[SmallSet.TestLabels][8] = 0;
        _set.Write();
        Assert.EndsWith("found 3.", Assert.Throws<DataFileException>(() => IdxDirectory.Load(_set.Directory, 3)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("emnist-letters-train-images-idx3-ubyte",
        "; emnist-letters-train-images-idx3-ubyte is EMNIST's: give its four files these names; its images "
        + "are transposed, and its letters are labelled from 1: swap rows and columns, and subtract 1 from the labels.")]
    [InlineData("mnist.npz",
        "; unpack mnist.npz: numpy.load opens it, and numpy.save writes its arrays as x_train.npy, y_train.npy, x_test.npy and y_test.npy.")]
    [InlineData("MNIST.zip", "; unpack MNIST.zip, and name a directory that has all four, gzipped or not, or one with x_train.npy, "
        + "y_train.npy, x_test.npy and y_test.npy.")]
    [InlineData("X_TRAIN.npy", "; X_TRAIN.npy has capital letters: the names must be lower-case.")]
    public void Other_files_in_place_of_the_expected_ones_get_their_own_advice(string name, string advice)
    {
        _set.WriteAsIs(name, [1]);
        Assert.EndsWith(advice, Assert.Throws<DataFileException>(() => DataSets.Load(_set.Directory, 3)).Message, StringComparison.Ordinal);
    }

    [Theory, InlineData("MNIST/raw", ""), InlineData("MNIST/raw", "MNIST")]
    public void The_directory_that_torchvision_made_is_found(string where, string asked)
    {
        _set.Write();
        var raw = Directory.CreateDirectory(Path.Combine(_set.Directory, where)).FullName;
        foreach (var name in SmallSet.Names) File.Move(_set.PathOf(name), Path.Combine(raw, name));
        Assert.EndsWith($"; they are in {raw}: name that directory.",
            Assert.Throws<DataFileException>(() => DataSets.Load(Path.Combine(_set.Directory, asked), 3)).Message, StringComparison.Ordinal);
    }
}
