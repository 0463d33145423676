using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace ActorBackprop.Learning.Data;

/// <summary>The images to train on, those to measure on, and those held out for validation.</summary>
/// <param name="Training">The images to learn from.</param>
/// <param name="Test">The images to be judged by; rows, columns and classes as in <paramref name="Training"/>.</param>
/// <param name="Sha256">
/// The fingerprint of both in 64 lower-case hexadecimal digits, the same for the same content. Of files it is the SHA-256 of the
/// four, unpacked, one after the other (training images, training labels, test images, test labels), however they are named or
/// packed.
/// </param>
public sealed record DataSets(Dataset Training, Dataset Test, string Sha256)
{
    /// <summary>The images held out of the training set for validation; null where none are. Default: null.</summary>
    public Dataset? Validation { get; init; }

    /// <summary>Returns the same data, with images held out of the training set.</summary>
    /// <param name="images">How many, fewer than there are; 0 returns the data as they are.</param>
    /// <param name="holdOut">Which ones.</param>
    /// <param name="seed">The seed of the draw.</param>
    public DataSets WithHeldOut(int images, HoldOut holdOut, ulong seed)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)images, (uint)Training.Count, nameof(images));
        if (images == 0) return this;
        var left = Training.Count - images;
        if (holdOut == HoldOut.Last) return this with { Training = Training.Slice(0, left), Validation = Training.Slice(left, images) };
        var (trainedOn, heldOut) = StratifiedSplit.Of(Training.Labels(), images, seed);
        return this with { Training = Training.Select(trainedOn), Validation = Training.Select(heldOut) };
    }

    /// <summary>Reads a directory: of NumPy arrays where it has a file of theirs, else of IDX files.</summary>
    /// <param name="directory">The directory.</param>
    /// <param name="classes">Number of classes: a network's outputs.</param>
    /// <param name="trainedOn">
    /// For a process that only trains: how many of so many training images it needs. No others are in the set then, and of IDX
    /// files no others are kept in memory. Null for all. Default: null.
    /// </param>
    /// <exception cref="DataFileException">A file is missing, or not what it should be; the message is for the user.</exception>
    public static DataSets Load(string directory, int classes, Func<int, int>? trainedOn = null)
    {
        if (!NumpyDirectory.IsOne(directory)) return IdxDirectory.Load(directory, classes, trainedOn);
        var data = NumpyDirectory.Load(directory, classes);
        return trainedOn is null ? data : data with { Training = data.Training.Slice(0, trainedOn(data.Training.Count)) };
    }

    /// <summary>Two sets of one's own, with the fingerprint of what is in them.</summary>
    /// <param name="training">At least one image.</param>
    /// <param name="test">At least one image too, of the same shape and classes.</param>
    /// <exception cref="ArgumentException">They do not go together, or have labels or numbers that they must not have.</exception>
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
