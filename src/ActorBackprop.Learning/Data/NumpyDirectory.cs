using System.Buffers.Binary;
using System.Security.Cryptography;

namespace ActorBackprop.Learning.Data;

/// <summary>Reads a directory with four arrays saved by NumPy, gzipped or not.</summary>
public static class NumpyDirectory
{
    private const int MaxChannels = 4;

    private static readonly string[] Names = ["x_train.npy", "y_train.npy", "x_test.npy", "y_test.npy"];

    /// <summary>Returns whether a directory has any of the four files.</summary>
    public static bool HasFiles(string directory) => Array.Exists(Names, name => Path.Exists(Path.Combine(directory, name)));

    /// <summary>
    /// Reads x_train.npy and x_test.npy, [samples, …] of uint8, of which a network sees pixel / 255, or of float32, which it sees
    /// unchanged; and y_train.npy and y_test.npy, [samples] of uint8, int32 or int64, the classes from 0.
    /// </summary>
    /// <param name="directory">The directory.</param>
    /// <param name="classes">The number of classes: a network's outputs.</param>
    /// <exception cref="DataFileException">A file is missing or invalid; the message is for the user.</exception>
    public static DataSets Load(string directory, int classes)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(classes, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(classes, Dataset.MaxClasses);
        var missing = Names.Where(name => !Path.Exists(Path.Combine(directory, name))).ToList();
        if (missing.Count > 0)
            throw new DataFileException(directory, null, "the files " + string.Join(", ", Names), "no " + string.Join(", no ", missing));
        var paths = Array.ConvertAll(Names, name => Path.Combine(directory, name));
        using var trainingImages = OpenSamples(paths[0]);
        using var trainingLabels = OpenLabels(paths[1], trainingImages);
        using var testImages = OpenSamples(paths[2]);
        using var testLabels = OpenLabels(paths[3], testImages);
        if (testImages.Type != trainingImages.Type)
            throw testImages.Fault(null, $"elements of '{trainingImages.Type}' as in {trainingImages.Name}", $"'{testImages.Type}'");
        if (!testImages.Shape.Skip(1).SequenceEqual(trainingImages.Shape.Skip(1)))
            throw testImages.Fault(null, $"samples of a shape as in {trainingImages.Name}, {trainingImages.ShapeText}", testImages.ShapeText);

        // All headers first, then the labels, then the samples: errors are found before large files are read.
        var (training, test) = (ReadLabels(trainingLabels, classes), ReadLabels(testLabels, classes));
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var trainingSet = Read(trainingImages, trainingLabels, training, classes, hash);
        var testSet = Read(testImages, testLabels, test, classes, hash);
        return new DataSets(trainingSet, testSet, Convert.ToHexStringLower(hash.GetHashAndReset()));
    }

    private static NpyFile OpenSamples(string path)
    {
        var file = new NpyFile(path, "convert it with astype(\"float32\")", ("|u1", "uint8"), ("<f4", "float32"));
        if (file.Shape.Count >= 2) return file;
        using (file) throw file.Fault(null, "the shape (samples, numbers) or (samples, rows, columns)", file.ShapeText);
    }

    private static NpyFile OpenLabels(string path, NpyFile samples)
    {
        var file = new NpyFile(path, "labels are whole numbers; if these are, y.astype(\"int64\") converts them",
            ("|u1", "uint8"), ("<i4", "int32"), ("<i8", "int64"));
        if (file.Shape.Count == 1 && file.Shape[0] == samples.Shape[0]) return file;
        var cure = file.Shape.Count != 2 || file.Shape[0] != samples.Shape[0] ? null
            : file.Shape[1] == 1 ? "take y.ravel()"
            : "where each row has a number for each class, take y.argmax(axis=1)";
        using (file) throw file.Fault(null, $"the shape ({samples.Shape[0]},), a class for each sample of {samples.Name}", file.ShapeText, cure);
    }

    private static (byte[] Body, byte[] Labels) ReadLabels(NpyFile file, int classes)
    {
        var (body, count) = (file.ReadBytes(), file.Shape[0]);
        var (labels, size) = (new byte[count], body.Length / count);
        for (var i = 0; i < count; i++)
        {
            var label = LabelAt(i);
            if (label < 0 || label >= classes)
                throw file.Fault(file.Header.Length + (long)i * size,
                    classes == 1 ? "the label 0, because the network has 1 output"
                        : $"a label from 0 to {classes - 1}, because the network has {classes} outputs", $"{label}",
                    label == classes && Enumerable.Range(0, count).All(other => LabelAt(other) != 0) ? FoundKind.LabelsFromOne : null);
            labels[i] = (byte)label;
        }
        return (body, labels);

        long LabelAt(int index) => body.AsSpan(index * size, size) is var bytes && size == 1 ? bytes[0]
            : size == sizeof(int) ? BinaryPrimitives.ReadInt32LittleEndian(bytes) : BinaryPrimitives.ReadInt64LittleEndian(bytes);
    }

    /// <summary>
    /// Returns the rows, columns and channels of a sample. Of four sizes the last is the number of channels, or else the second, where it is at
    /// most 4, as in (samples, 28, 28, 1) and (samples, 3, 32, 32); of two sizes a sample is one row.
    /// </summary>
    private static (int Rows, int Columns, Channels Channels) ShapeOf(IReadOnlyList<int> shape) => shape switch
    {
        [_, 1, var rows, var columns] => (rows, columns, default),
        [_, var rows, var columns, <= MaxChannels and var count] => (rows, columns, new(count, areFirst: false)),
        [_, <= MaxChannels and var count, var rows, var columns] => (rows, columns, new(count, areFirst: true)),
        [_, var columns] => (1, columns, default),
        _ => (shape[1], shape.Skip(2).Aggregate(1, (product, size) => product * size), default),
    };

    private static Dataset Read(NpyFile samples, NpyFile labelFile, (byte[] Body, byte[] Labels) labels, int classes, IncrementalHash hash)
    {
        var (rows, columns, channels) = ShapeOf(samples.Shape);
        Dataset set;
        hash.AppendData(samples.Header);
        if (samples.Type == "|u1")
        {
            var pixels = samples.ReadBytes();
            hash.AppendData(pixels);
            set = new Dataset(pixels, labels.Labels, rows, columns, classes, channels);
        }
        else
        {
            set = new Dataset(samples.ReadFloats(), labels.Labels, rows, columns, classes, channels);
            for (var i = 0; i < set.Count; i++) hash.AppendData(set.Memory(i));
        }
        hash.AppendData(labelFile.Header);
        hash.AppendData(labels.Body);
        return set;
    }
}
