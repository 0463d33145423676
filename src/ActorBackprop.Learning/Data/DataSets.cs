using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace ActorBackprop.Learning.Data;

/// <summary>The training images, the test images, and the images held out for validation.</summary>
/// <param name="Training">The training images.</param>
/// <param name="Test">The test images; rows, columns and classes as in <paramref name="Training"/>.</param>
/// <param name="Sha256">
/// The SHA-256 of both sets, 64 lower-case hexadecimal digits. For files it is that of the four unpacked files, one after the other
/// (training images, training labels, test images, test labels), whatever their names and whether or not they are gzipped.
/// </param>
public sealed record DataSets(Dataset Training, Dataset Test, string Sha256)
{
    /// <summary>The images held out of the training set for validation; null for none. Default: null.</summary>
    public Dataset? Validation { get; init; }

    /// <summary>Returns the data with some training images held out for validation.</summary>
    /// <param name="images">The number of images to hold out, fewer than there are; 0 returns the data unchanged.</param>
    /// <param name="holdOut">Which images to hold out.</param>
    /// <param name="seed">The seed of the random choice.</param>
    public DataSets WithHeldOut(int images, HoldOut holdOut, ulong seed)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)images, (uint)Training.Count, nameof(images));
        if (images == 0) return this;
        var left = Training.Count - images;
        if (holdOut == HoldOut.Last) return this with { Training = Training.Slice(0, left), Validation = Training.Slice(left, images) };
        var (trainedOn, heldOut) = StratifiedSplit.Of(Training.Labels(), images, seed);
        return this with { Training = Training.Select(trainedOn), Validation = Training.Select(heldOut) };
    }

    /// <summary>Reads a directory of NumPy arrays, if it has any of their files, or of IDX files.</summary>
    /// <param name="directory">The directory.</param>
    /// <param name="classes">The number of classes: a network's outputs.</param>
    /// <param name="trainedOn">
    /// For a process that only trains: returns the number of training images it needs, given the number there are. The set then has no
    /// others, and others of IDX files are not kept in memory. Null for all. Default: null.
    /// </param>
    /// <exception cref="DataFileException">A file is missing or invalid; the message is for the user.</exception>
    public static DataSets Load(string directory, int classes, Func<int, int>? trainedOn = null)
    {
        if (!NumpyDirectory.HasFiles(directory)) return IdxDirectory.Load(directory, classes, trainedOn);
        var data = NumpyDirectory.Load(directory, classes);
        return trainedOn is null ? data : data with { Training = data.Training.Slice(0, trainedOn(data.Training.Count)) };
    }

    /// <summary>Creates data from two custom sets, and computes their hash.</summary>
    /// <param name="training">At least one image.</param>
    /// <param name="test">At least one image too, of the same shape and classes.</param>
    /// <exception cref="ArgumentException">The sets do not have the same shape, or have invalid labels or numbers.</exception>
    public static DataSets Of(Dataset training, Dataset test)
    {
        if ((training.Rows, training.Columns, training.Classes) != (test.Rows, test.Columns, test.Classes))
            throw new ArgumentException("training and test images differ in rows, columns or classes", nameof(test));
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var set in (Dataset[])[training, test])
        {
            if (set.Count == 0) throw new ArgumentException("a set has no images", set == test ? nameof(test) : nameof(training));
            hash.AppendData(MemoryMarshal.AsBytes<int>([set.Count, set.Rows, set.Columns, set.Classes, set.HasBytes ? 1 : 4]));
            for (var i = 0; i < set.Count; i++)
            {
                if (set.Label(i) >= set.Classes) throw new ArgumentException($"image {i} has label {set.Label(i)}, but classes is {set.Classes}");
                if (!set.HasBytes && !set.IsFinite(i)) throw new ArgumentException($"image {i} has a number that is not finite");
                hash.AppendData(set.Memory(i));
            }
            hash.AppendData(set.Labels());
        }
        return new DataSets(training, test, Convert.ToHexStringLower(hash.GetHashAndReset()));
    }
}
