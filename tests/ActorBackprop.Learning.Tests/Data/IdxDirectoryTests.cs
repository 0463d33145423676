using System.Security.Cryptography;
using ActorBackprop.Learning.Data;

namespace ActorBackprop.Learning.Tests.Data;

public sealed class IdxDirectoryTests : IDisposable
{
    private readonly SmallSet _set = new();

    public void Dispose() => _set.Dispose();

    [Theory, InlineData(false), InlineData(true)]
    public void A_set_is_read_as_it_was_written(bool gzipped)
    {
        var sets = IdxDirectory.Load(_set.Write(gzipped).Directory);

        AssertHolds(sets.Training, SmallSet.TrainingImages, SmallSet.TrainingLabels);
        AssertHolds(sets.Test, SmallSet.TestImages, SmallSet.TestLabels);
        Assert.Equal((3, 2, 3), (sets.Test.Rows, sets.Test.Columns, sets.Test.Classes));
    }

    [Theory, InlineData(false), InlineData(true)]
    public void A_process_that_only_trains_gets_its_training_images_and_the_same_hash(bool gzipped)
    {
        var all = IdxDirectory.Load(_set.Write(gzipped).Directory);
        var sets = IdxDirectory.Load(_set.Directory, trainedOn: images => images - 2);

        Assert.Equal((all.Training.Count - 2, 0, all.Sha256), (sets.Training.Count, sets.Test.Count, sets.Sha256));
        Assert.Equal(all.Training.Classes, sets.Training.Classes);
        for (var i = 0; i < sets.Training.Count; i++)
        {
            Assert.Equal(all.Training.Pixels(i), sets.Training.Pixels(i));
            Assert.Equal(all.Training.Label(i), sets.Training.Label(i));
        }
    }

    [Theory, InlineData(SmallSet.TrainingImages), InlineData(SmallSet.TestImages)]
    public void Images_that_are_read_but_not_kept_are_checked_too(string name)
    {
        _set.Write(gzipped: true).Write(name, _set.Files[name][..^1], gzipped: true);
        var fault = Assert.Throws<DataFileException>(() => IdxDirectory.Load(_set.Directory, trainedOn: _ => 1));
        Assert.Equal((name + ".gz", _set.Files[name].Length - 1), (fault.File, fault.Offset));
    }

    [Fact]
    public void The_hash_is_that_of_the_four_unpacked_files_in_order()
    {
        var content = SmallSet.Names.SelectMany(name => _set.Files[name]).ToArray();
        var expected = Convert.ToHexString(SHA256.HashData(content)).ToLowerInvariant();

        var gzipped = IdxDirectory.Load(_set.Write(gzipped: true).Directory).Sha256;
        foreach (var file in Directory.GetFiles(_set.Directory)) File.Delete(file);
        foreach (var (name, bytes) in _set.Files) _set.Write(name.Replace("-idx", ".idx"), bytes, gzipped: name[0] == 't');
        var dotted = IdxDirectory.Load(_set.Directory).Sha256;

        Assert.Equal(expected, gzipped);
        Assert.Equal(expected, dotted);
    }

    [Theory, InlineData(SmallSet.TrainingImages, 16), InlineData(SmallSet.TrainingLabels, 9)]
    [InlineData(SmallSet.TestImages, 39), InlineData(SmallSet.TestLabels, 11)]
    public void Another_pixel_or_label_gives_another_hash(string name, int offset)
    {
        var before = IdxDirectory.Load(_set.Write().Directory).Sha256;
        _set.Files[name][offset] ^= 1;

        Assert.NotEqual(before, IdxDirectory.Load(_set.Write().Directory).Sha256);
    }

    [Fact]
    public void The_same_pixels_in_another_shape_give_another_hash()
    {
        var before = IdxDirectory.Load(_set.Write().Directory).Sha256;
        foreach (var name in new[] { SmallSet.TrainingImages, SmallSet.TestImages })
            (_set.Files[name][11], _set.Files[name][15]) = (2, 3);

        Assert.NotEqual(before, IdxDirectory.Load(_set.Write().Directory).Sha256);
    }

    [Fact]
    public void The_content_tells_whether_a_file_is_gzipped()
    {
        foreach (var (name, bytes) in _set.Files) _set.WriteAsIs(name + ".gz", bytes);
        var plain = IdxDirectory.Load(_set.Directory).Sha256;
        foreach (var (name, bytes) in _set.Files) _set.WriteAsIs(name, SmallSet.Gzip(bytes));

        Assert.Equal(plain, IdxDirectory.Load(_set.Directory).Sha256);
    }

    [Fact]
    public void A_plain_file_is_preferred_to_a_gzipped_one()
    {
        _set.Write(gzipped: false).Write(gzipped: true);
        _set.WriteAsIs(SmallSet.TestLabels + ".gz", []);

        Assert.Equal(4, IdxDirectory.Load(_set.Directory).Test.Count);
    }

    [Fact]
    public void A_directory_of_a_files_name_does_not_hide_the_file()
    {
        foreach (var (name, bytes) in _set.Files)
        {
            Directory.CreateDirectory(_set.PathOf(name));
            _set.Write(name.Replace("-idx", ".idx"), bytes, gzipped: false);
        }

        Assert.Equal(7, IdxDirectory.Load(_set.Directory).Training.Count);
    }

    [Fact]
    public void The_number_of_classes_is_the_highest_training_label_plus_1_and_at_least_2()
    {
        Assert.Equal(3, IdxDirectory.Load(_set.Write().Directory).Training.Classes);
        foreach (var name in new[] { SmallSet.TrainingLabels, SmallSet.TestLabels }) _set.Files[name].AsSpan(8).Clear();
        Assert.Equal(2, IdxDirectory.Load(_set.Write().Directory).Test.Classes);
        _set.Files[SmallSet.TrainingLabels][8] = 255;
        Assert.Equal(256, IdxDirectory.Load(_set.Write().Directory).Test.Classes);
    }

    [Theory, InlineData(3), InlineData(12), InlineData(1000)]
    public void The_number_of_classes_is_the_requested_one(int classes)
    {
        var sets = IdxDirectory.Load(_set.Write().Directory, classes);

        Assert.Equal((classes, classes), (sets.Training.Classes, sets.Test.Classes));
    }

    [Fact]
    public void Less_than_one_class_throws() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => IdxDirectory.Load(_set.Write().Directory, classes: 0));

    private void AssertHolds(Dataset set, string images, string labels)
    {
        Assert.Equal(_set.Files[labels].Length - 8, set.Count);
        Assert.Equal(_set.Files[labels][8..], Enumerable.Range(0, set.Count).Select(i => (byte)set.Label(i)));
        Assert.Equal(_set.Files[images][16..], Enumerable.Range(0, set.Count).SelectMany(i => set.Pixels(i).ToArray()));
    }
}
