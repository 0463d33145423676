using System.Runtime.InteropServices;
using ActorBackprop.Learning.Data;
using ActorBackprop.Learning.Gradients;
using ActorBackprop.Learning.Networks;
using ActorBackprop.Testing;
using static ActorBackprop.Learning.Tests.Data.NpyBytes;

namespace ActorBackprop.Learning.Tests.Data;

/// <summary>NumPy arrays as a data set: bytes written by hand, and by NumPy itself where it is there.</summary>
public sealed class NumpyDirectoryTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("npy-").FullName;

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    /// <summary>What is put in the place of a good file, and the sentence about it.</summary>
    public static TheoryData<string, byte[], string> Bad => new()
    {
        { "x_train", [], "x_train.npy, byte 0: expected an array as numpy.save writes it, beginning with \\x93NUMPY, found something else." },
        {
            "y_test", "PK\u0003\u0004 an archive"u8.ToArray(),
            "y_test.npy, byte 0: expected an array as numpy.save writes it, beginning with \\x93NUMPY, found a ZIP archive; unpack "
            + "it, and save its arrays by numpy.save as x_train.npy, y_train.npy, x_test.npy and y_test.npy."
        },
        {
            "x_train", "<!DOCTYPE html>"u8.ToArray(),
            "x_train.npy, byte 0: expected an array as numpy.save writes it, beginning with \\x93NUMPY, found a web page; the "
            + "download went wrong: fetch the file itself."
        },
        { "x_train", Npy("|u1", "(3, 2, 2)", new byte[12], version: 4), "x_train.npy, byte 6: expected version 1, 2 or 3 of the format, found 4." },
        { "x_train", [0x93, .. "NUMPY"u8, 2, 0, 0, 0, 0, 1], "x_train.npy, byte 8: expected a header of at most 10000 bytes, found 16777216." },
        { "x_train", Npy("|u1", "(3, 2, 2)", [])[..40], "x_train.npy, byte 40: expected a whole header, found the end of the file." },
        { "x_train", [0x93, .. "NUMPY"u8, 1, 0, 70], "x_train.npy, byte 9: expected a whole header, found the end of the file." },
        {
            "x_train", Npy("<f8", "(3, 2, 2)", new byte[96]),
            "x_train.npy, byte 8: expected an array of uint8 ('|u1') or float32 ('<f4'), found '<f8'; convert it with "
            + "astype(\"float32\")."
        },
        {
            "x_train", Npy(">f4", "(3, 2, 2)", new byte[48]),
            "x_train.npy, byte 8: expected an array of uint8 ('|u1') or float32 ('<f4'), found '>f4'; convert it with "
            + "astype(\"float32\")."
        },
        {
            "y_train", Npy("<f4", "(3,)", new byte[12]),
            "y_train.npy, byte 8: expected an array of uint8 ('|u1') or int32 ('<i4') or int64 ('<i8'), found '<f4'; labels are "
            + "whole numbers; if these are, y.astype(\"int64\") converts them."
        },
        {
            "x_train", Npy("|u1", "(3, 2, 2)", new byte[12], order: "True"),
            "x_train.npy, byte 8: expected an array in C order, found Fortran order; save numpy.ascontiguousarray of it."
        },
        { "x_train", Npy("|u1", "(3, 0, 2)", []), "x_train.npy, byte 8: expected sizes of 1 or more, below 4294967295, found the shape (3, 0, 2)." },
        { "x_train", Npy("|u1", "(0, 4, 4,)", []), "x_train.npy, byte 8: expected sizes of 1 or more, below 4294967295, found the shape (0, 4, 4)." },
        {
            "x_train", Npy("|u1", "(3, 99999999999, 2)", []),
            "x_train.npy, byte 8: expected sizes of 1 or more, below 4294967295, found the shape (3, 99999999999, 2)."
        },
        {
            "x_train", Npy("<f4", "(60000, 4000000000)", []),
            "x_train.npy, byte 8: expected a shape that makes at most 1073741824 bytes, found (60000, 4000000000) of '<f4'."
        },
        { "x_train", Npy("|u1", "(3, 2, 2)", new byte[11]), "x_train.npy, byte 139: expected 140 bytes as the header says, found 139." },
        { "x_train", Npy("|u1", "(3, 2, 2)", new byte[13]), "x_train.npy, byte 140: expected 140 bytes as the header says, found 141." },
        { "x_train", Npy("|u1", "(1000000000,)", [1]), "x_train.npy, byte 129: expected 1000000128 bytes as the header says, found 129." },
        {
            "x_train", SmallSet.Gzip(Npy("|u1", "(3, 2, 100000)", [1])),
            "x_train.npy, byte 8: expected sizes that * gzipped bytes can hold, at most *, found 600128."
        },
        {
            "x_train", Npy("|u1", "(12,)", new byte[12]),
            "x_train.npy: expected the shape (samples, numbers) or (samples, rows, columns), found (12,)."
        },
        { "x_train", Npy("|u1", "()", [1]), "x_train.npy: expected the shape (samples, numbers) or (samples, rows, columns), found ()." },
        { "y_train", Npy("|u1", "(2,)", [0, 1]), "y_train.npy: expected the shape (3,), a class for each sample of x_train.npy, found (2,)." },
        {
            "y_train", Npy("|u1", "(3, 10)", new byte[30]),
            "y_train.npy: expected the shape (3,), a class for each sample of x_train.npy, found (3, 10); "
            + "where each row has a number for each class, take y.argmax(axis=1)."
        },
        {
            "y_train", Npy("|u1", "(3, 1)", new byte[3]),
            "y_train.npy: expected the shape (3,), a class for each sample of x_train.npy, found (3, 1); take y.ravel()."
        },
        {
            "y_train", Npy("|u1", "(2, 1)", new byte[2]),
            "y_train.npy: expected the shape (3,), a class for each sample of x_train.npy, found (2, 1)."
        },
        { "y_train", Npy("|u1", "(0,)", []), "y_train.npy, byte 8: expected sizes of 1 or more, below 4294967295, found the shape (0,)." },
        { "x_test", Npy("<f4", "(2, 2, 2)", new byte[32]), "x_test.npy: expected elements of '|u1' as in x_train.npy, found '<f4'." },
        { "x_test", Npy("|u1", "(2, 4)", new byte[8]), "x_test.npy: expected samples of a shape as in x_train.npy, (3, 2, 2), found (2, 4)." },
        {
            "y_test", Npy("|u1", "(2,)", [1, 3]),
            "y_test.npy, byte 129: expected a label from 0 to 2, because the network has 3 outputs, found 3; the labels begin at 1: "
            + "subtract 1 from each."
        },
        { "y_test", Npy("|u1", "(2,)", [0, 3]), "y_test.npy, byte 129: expected a label from 0 to 2, because the network has 3 outputs, found 3." },
        {
            "y_test", Npy("<i8", "(2,)", [.. new byte[8], .. Enumerable.Repeat((byte)255, 8)]),
            "y_test.npy, byte 136: expected a label from 0 to 2, because the network has 3 outputs, found -1."
        },
        {
            "x_train", Header("{'descr': [('a', '<f4')], 'fortran_order': False, 'shape': (3,), }"),
            "x_train.npy, byte 8: expected a header with 'descr', 'fortran_order' and 'shape' of an array of numbers, found "
            + "\"{'descr': [('a', '<f4')], 'fortran_order': False, 'shape': (…\"."
        },
    };

    [Fact]
    public void A_process_that_only_trains_has_the_first_images_and_the_fingerprint_of_all()
    {
        Write();
        var (all, first) = (DataSets.Load(_directory, 3), DataSets.Load(_directory, 3, trainedOn: images => images - 1));
        Assert.Equal((2, all.Sha256), (first.Training.Count, first.Sha256));
        Assert.Equal(all.Training.Pixels(1).ToArray(), first.Training.Pixels(1).ToArray());
    }

    [Theory, InlineData(1), InlineData(2), InlineData(3)]
    public void Bytes_of_any_version_are_read_as_pixels(byte version)
    {
        Write();
        Write("x_train", Npy("|u1", "(3, 2, 2)", [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 255], version));
        var sets = DataSets.Load(_directory, 3);
        Assert.Equal((3, 2, 2, 3, true),
            (sets.Training.Count, sets.Training.Rows, sets.Training.Columns, sets.Training.Classes, sets.Training.HasBytes));
        Assert.Equal([9, 10, 11, 255], sets.Training.Pixels(2).ToArray());
        Assert.Equal([0, 2, 1], Enumerable.Range(0, 3).Select(sets.Training.Label));
        Assert.Equal((2, 2, 2), (sets.Test.Count, sets.Test.Rows, sets.Test.Columns));
        Assert.Equal(1, sets.Training.Inputs(2)[3]);
    }

    [Fact]
    public void Floats_reach_the_network_as_they_are()
    {
        float[] values = [-1.5f, 0.1f, 2, 1e-20f, 0.25f, 0, 1, 0.5f, 3, 4, 5, 6, 7, 8, 9];
        Write();
        Write("x_train", Npy("<f4", "(3, 5)", Bytes(values)));
        Write("y_train", Npy("<i8", "(3,)", [.. Long(2), .. Long(0), .. Long(1)]));
        Write("x_test", Npy("<f4", "(2, 5)", Bytes(values[..10])));
        Write("y_test", Npy("<i4", "(2,)", [1, 0, 0, 0, 0, 0, 0, 0]));
        var sets = DataSets.Load(_directory, 3);
        Assert.Equal((1, 5, false), (sets.Training.Rows, sets.Training.Columns, sets.Training.HasBytes));
        Assert.Equal([2, 0, 1], Enumerable.Range(0, 3).Select(sets.Training.Label));
        Assert.Equal([1, 0], Enumerable.Range(0, 2).Select(sets.Test.Label));

        var work = new Workspace(new Network([5, 3], [Activation.Sigmoid], Cost.Quadratic), 2);
        var last = sets.Training.Slice(1, 2);
        work.Load(1, last, 0);
        Assert.Equal(values[5..10], work.Inputs(1).ToArray());
        Assert.Equal(values[10..].Select(value => (double)value), last.Inputs(1));
        Assert.Equal((-1.5f, 9), sets.Training.Range);
        Assert.Equal([0, 39, 85, 36, 42], sets.Training.Pixels(0).ToArray()); // to look at: 255 (x + 1.5) / 10.5
    }

    [Fact]
    public void Channels_are_recognized_first_or_last_also_in_a_gzipped_file()
    {
        Write();
        Write("x_train", SmallSet.Gzip(Npy("|u1", "(3, 2, 2, 3)", [.. Enumerable.Range(0, 36).Select(i => (byte)i)])));
        Write("x_test", Npy("|u1", "(2, 2, 2, 3)", new byte[24]));
        var training = DataSets.Load(_directory, 3).Training;
        Assert.Equal((2, 2, 3, false), (training.Rows, training.Columns, training.Channels.Count, training.Channels.AreFirst));
        Assert.Equal([25, 28, 31, 34], training.Pixels(2).ToArray()); // to look at: the mean of (24, 25, 26) and so on
        Assert.Equal([.. Enumerable.Range(24, 12).Select(i => i / 255.0)], training.Inputs(2));
    }

    [Theory]
    [InlineData("(3, 1, 2, 3)", "(2, 1, 2, 3)", 2, 3, 1)]
    [InlineData("(3, 2, 3, 1)", "(2, 2, 3, 1)", 2, 3, 1)]
    [InlineData("(3, 2, 3)", "(2, 2, 3)", 2, 3, 1)]
    [InlineData("(3, 3, 1, 2)", "(2, 3, 1, 2)", 3, 1, 2)]
    [InlineData("(3, 6)", "(2, 6)", 1, 6, 1)]
    public void A_sample_has_the_rows_and_columns_of_its_shape(string training, string test, int rows, int columns, int channels)
    {
        Write();
        Write("x_train", Npy("|u1", training, new byte[18]));
        Write("x_test", Npy("|u1", test, new byte[12]));
        var set = DataSets.Load(_directory, 3).Training;
        Assert.Equal((rows, columns, channels, 6), (set.Rows, set.Columns, set.Channels.Count, set.PixelCount));
        Assert.Equal(rows * columns, set.Pixels(0).Length);
    }

    [Fact]
    public void Leading_channels_are_averaged_for_display()
    {
        Write();
        Write("x_train", Npy("|u1", "(3, 3, 1, 5)", [.. Enumerable.Range(0, 45).Select(i => (byte)i)]));
        Write("x_test", Npy("|u1", "(2, 3, 1, 5)", new byte[30]));
        var training = DataSets.Load(_directory, 3).Training;
        Assert.Equal((1, 5, 3, true), (training.Rows, training.Columns, training.Channels.Count, training.Channels.AreFirst));
        Assert.Equal([5, 6, 7, 8, 9], training.Pixels(0).ToArray()); // the mean of (0, 5, 10) and so on
    }

    [Fact]
    public void The_fingerprint_is_of_every_byte_of_the_four_files()
    {
        Write();
        HashSet<string> seen = [DataSets.Load(_directory, 3).Sha256];
        foreach (var name in (string[])["x_train", "y_train", "x_test", "y_test"])
        {
            Write();
            var path = Path.Combine(_directory, name + ".npy");
            var bytes = File.ReadAllBytes(path);
            bytes[^1] ^= 1;
            File.WriteAllBytes(path, bytes);
            Assert.True(seen.Add(DataSets.Load(_directory, 3).Sha256), name);
        }
    }

    [Theory, MemberData(nameof(Bad))]
    public void A_bad_file_is_refused_with_one_sentence(string name, byte[] bytes, string sentence)
    {
        Write();
        Write(name, bytes);
        var fault = Assert.Throws<DataFileException>(() => DataSets.Load(_directory, 3));
        Assert.Matches($"^{System.Text.RegularExpressions.Regex.Escape(sentence).Replace("\\*", "[0-9]+")}$", fault.Message);
    }

    [Fact]
    public void A_number_that_is_not_finite_is_refused_with_its_place()
    {
        Write();
        Write("x_train", Npy("<f4", "(3, 1)", Bytes(1, float.NaN, 0)));
        Write("x_test", Npy("<f4", "(2, 1)", Bytes(1, 0)));
        Assert.Equal("x_train.npy, byte 132: expected a finite number, found NaN.",
            Assert.Throws<DataFileException>(() => DataSets.Load(_directory, 3)).Message);
    }

    [Fact]
    public void The_error_for_a_network_with_one_output_uses_the_singular()
    {
        Write();
        Write("y_train", Npy("|u1", "(3,)", [0, 0, 1]));
        Assert.Equal("y_train.npy, byte 130: expected the label 0, because the network has 1 output, found 1.",
            Assert.Throws<DataFileException>(() => DataSets.Load(_directory, 1)).Message);
    }

    [Fact]
    public void Missing_files_are_named()
    {
        Write();
        File.Delete(Path.Combine(_directory, "y_train.npy"));
        Assert.Equal($"{_directory}: expected the files x_train.npy, y_train.npy, x_test.npy, y_test.npy, found no y_train.npy.",
            Assert.Throws<DataFileException>(() => DataSets.Load(_directory, 3)).Message);
    }

    /// <summary>Whatever is cut off, it is the data file's fault, and a sentence.</summary>
    [Fact]
    public void A_file_that_ends_anywhere_is_refused()
    {
        Write();
        var whole = File.ReadAllBytes(Path.Combine(_directory, "x_train.npy"));
        for (var length = 0; length < whole.Length; length++)
        {
            Write("x_train", whole[..length]);
            Assert.StartsWith("x_train.npy", Assert.Throws<DataFileException>(() => DataSets.Load(_directory, 3)).Message);
        }
    }

    [PythonFact("numpy")]
    public void Files_saved_by_NumPy_are_read_with_the_same_values()
    {
        var python = PythonFactAttribute.Python("numpy")!;
        var (exit, output, errors) = PythonFactAttribute.Run(python, "-c", $"""
            import numpy as np
            random = np.random.default_rng(1)
            for name, n in (("train", 30), ("test", 20)):
                x = random.normal(size=(n, 4, 3)).astype("float32")
                np.save(r"{_directory}/x_" + name + ".npy", x)
                np.save(r"{_directory}/y_" + name + ".npy", np.arange(n) % 3)
                print(" ".join(str(value) for value in x.view("uint32").ravel()))
            """);
        Assert.True(exit == 0, errors);
        var sets = DataSets.Load(_directory, 3);
        var lines = output.Split('\n');
        foreach (var (set, line) in ((Dataset, string)[])[(sets.Training, lines[0]), (sets.Test, lines[1])])
        {
            Assert.Equal((4, 3, 3), (set.Rows, set.Columns, set.Classes));
            var values = Enumerable.Range(0, set.Count).SelectMany(set.Inputs).Select(value => BitConverter.SingleToUInt32Bits((float)value));
            Assert.Equal(line.Split(' ').Select(uint.Parse), values);
            Assert.Equal(Enumerable.Range(0, set.Count).Select(i => i % 3), Enumerable.Range(0, set.Count).Select(set.Label));
        }
    }

    private void Write()
    {
        Write("x_train", Npy("|u1", "(3, 2, 2)", [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]));
        Write("y_train", Npy("|u1", "(3,)", [0, 2, 1]));
        Write("x_test", Npy("|u1", "(2, 2, 2)", [1, 2, 3, 4, 5, 6, 7, 8]));
        Write("y_test", Npy("|u1", "(2,)", [0, 1]));
    }

    private void Write(string name, byte[] bytes) => File.WriteAllBytes(Path.Combine(_directory, name + ".npy"), bytes);

    private static byte[] Bytes(params float[] values) => MemoryMarshal.AsBytes(values.AsSpan()).ToArray();

    private static byte[] Long(long value) => BitConverter.GetBytes(value);
}
