using System.Security.Cryptography;

namespace ActorBackprop.Learning.Data;

/// <summary>Reads a directory with the four files of MNIST, or of any set in its format (IDX), gzipped or not.</summary>
public static class IdxDirectory
{
    /// <summary>The most bytes an unpacked file may have: 1 GiB.</summary>
    public const int MaxFileBytes = 1 << 30;

    /// <summary>
    /// Reads train-images-idx3-ubyte, train-labels-idx1-ubyte, t10k-images-idx3-ubyte and t10k-labels-idx1-ubyte, each with
    /// or without .gz at the end, and with a hyphen or a dot before idx. An unpacked file takes precedence.
    /// </summary>
    /// <param name="directory">The directory.</param>
    /// <param name="classes">
    /// The number of classes, if known: a network's outputs. Null for the highest training label + 1, at least 2. Default: null.
    /// </param>
    /// <param name="trainedOn">
    /// For a process that only trains: returns the number of training images it needs, given the number there are. The others and the
    /// test images are read for the hash and checked, but not kept. Null keeps all. Default: null.
    /// </param>
    /// <exception cref="DataFileException">A file is missing or invalid; the message is for the user.</exception>
    public static DataSets Load(string directory, int? classes = null, Func<int, int>? trainedOn = null)
    {
        if (classes is { } given) ArgumentOutOfRangeException.ThrowIfLessThan(given, 1, nameof(classes));
        var paths = IdxNames.Find(directory);
        using var trainingImages = IdxFile.OpenImages(paths[0]);
        using var trainingLabels = IdxFile.OpenLabels(paths[1]);
        using var testImages = IdxFile.OpenImages(paths[2]);
        using var testLabels = IdxFile.OpenLabels(paths[3]);
        CheckCounts(trainingImages, trainingLabels);
        CheckCounts(testImages, testLabels);
        CheckShapes(trainingImages, testImages);

        // All headers first, then the labels, then the pixels: errors are found before large files are read.
        var training = trainingLabels.ReadBody();
        var test = testLabels.ReadBody();
        var limit = classes ?? Math.Max(2, training.Max() + 1);
        var reason = classes is null ? $" as in {trainingLabels.Name}" : ", the number of the network's outputs";
        CheckLabels(trainingLabels, training, limit, reason, classes is not null);
        CheckLabels(testLabels, test, limit, reason, classes is not null);

        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var trainingSet = Read(trainingImages, trainingLabels, training, trainedOn?.Invoke(training.Length) ?? training.Length, limit, hash);
        var testSet = Read(testImages, testLabels, test, trainedOn is null ? test.Length : 0, limit, hash);
        return new DataSets(trainingSet, testSet, Convert.ToHexStringLower(hash.GetHashAndReset()));
    }

    private static Dataset Read(IdxFile images, IdxFile labelFile, byte[] labels, int kept, int classes, IncrementalHash hash)
    {
        hash.AppendData(images.Header);
        var pixels = images.ReadBody(kept * images.Dimension(1) * images.Dimension(2), hash);
        hash.AppendData(labelFile.Header);
        hash.AppendData(labels);
        return new Dataset(pixels, kept == labels.Length ? labels : labels[..kept], images.Dimension(1), images.Dimension(2), classes);
    }

    private static void CheckCounts(IdxFile images, IdxFile labels)
    {
        if (images.Dimension(0) != labels.Dimension(0))
            throw images.Fault(4, $"{labels.Dimension(0)} images as {labels.Name} has labels", $"{images.Dimension(0)}");
    }

    private static void CheckShapes(IdxFile training, IdxFile test)
    {
        for (var i = 1; i <= 2; i++)
            if (test.Dimension(i) != training.Dimension(i))
                throw test.Fault(4 + 4 * i, $"images of {Shape(training)} pixels as in {training.Name}", Shape(test));
    }

    private static string Shape(IdxFile images) => $"{images.Dimension(1)}×{images.Dimension(2)}";

    private static void CheckLabels(IdxFile file, ReadOnlySpan<byte> labels, int classes, string reason, bool areKnown)
    {
        if (classes > byte.MaxValue) return;
        var bad = labels.IndexOfAnyExceptInRange((byte)0, (byte)(classes - 1));
        if (bad >= 0)
            throw file.Fault(file.Header.Length + bad, $"a label below {classes}{reason}", $"{labels[bad]}",
                areKnown && labels[bad] == classes && !labels.Contains((byte)0) ? FoundKind.LabelsFromOne : null);
    }
}

/// <summary>Finds the four files of a set in a directory, under any of their usual names.</summary>
internal static class IdxNames
{
    /// <summary>The names as MNIST was first published, in the order they are returned.</summary>
    private static readonly string[] Canonical =
        ["train-images-idx3-ubyte", "train-labels-idx1-ubyte", "t10k-images-idx3-ubyte", "t10k-labels-idx1-ubyte"];

    private const int MaxDirectories = 100, MaxFiles = 1000; // that are searched for advice

    private const string Advice = "name a directory that has all four, gzipped or not, or one with "
        + "x_train.npy, y_train.npy, x_test.npy and y_test.npy";

    /// <summary>Returns the paths of training images, training labels, test images and test labels.</summary>
    /// <exception cref="DataFileException">The directory or some of the files do not exist.</exception>
    public static string[] Find(string directory)
    {
        if (!Directory.Exists(directory))
            throw new DataFileException(
                directory, null, "a directory with " + string.Join(", ", Canonical),
                File.Exists(directory) ? "a file" : "no such directory", File.Exists(directory) ? AdviceOn([directory]) : Advice);
        var paths = Array.ConvertAll(Canonical, name => PathOf(directory, name));
        var missing = Canonical.Where((_, i) => paths[i] is null).ToList();
        if (missing.Count > 0)
            throw new DataFileException(
                directory, null, "the files " + string.Join(", ", Canonical), "no " + string.Join(", no ", missing), Cure(directory));
        return paths!;
    }

    /// <summary>Returns what to do, given what else is in the directory.</summary>
    private static string Cure(string directory)
    {
        try
        {
            // torchvision puts the files of MNIST in ROOT/MNIST/raw, and is told ROOT.
            var below = Directory.EnumerateDirectories(directory).Take(MaxDirectories).SelectMany(one => new[] { one, Path.Combine(one, "raw") })
                .FirstOrDefault(one => PathOf(one, Canonical[0]) is not null);
            return below is null ? AdviceOn([.. Directory.EnumerateFiles(directory).Take(MaxFiles)]) : $"they are in {below}: name that directory";
        }
        catch (Exception cause) when (cause is IOException or UnauthorizedAccessException)
        {
            return Advice;
        }
    }

    private static string AdviceOn(string[] files)
    {
        string? Named(Predicate<string> predicate) => Array.Find(Array.ConvertAll(files, file => Path.GetFileName(file)), predicate);
        bool Ends(string name, string ending) => name.EndsWith(ending, StringComparison.OrdinalIgnoreCase);
        if (Named(name => name.StartsWith("emnist-", StringComparison.OrdinalIgnoreCase)) is { } emnist)
            return $"{emnist} is EMNIST's: give its four files these names; its images are transposed, and its letters are labelled from 1: "
                + "swap rows and columns, and subtract 1 from the labels";
        if (Named(name => Ends(name, ".npz")) is { } archive)
            return $"unpack {archive}: numpy.load opens it, and numpy.save writes its arrays as x_train.npy, y_train.npy, x_test.npy and y_test.npy";
        if (Named(name => Ends(name, ".zip") || Ends(name, ".tar.gz") || Ends(name, ".tgz")) is { } packed)
            return $"unpack {packed}, and {Advice}";
        if (Named(name => name.Any(char.IsUpper) && (Ends(name, ".npy") || name.Contains("UBYTE", StringComparison.Ordinal))) is { } upper)
            return $"{upper} has capital letters: the names must be lower-case";
        return Advice;
    }

    private static string? PathOf(string directory, string name)
    {
        var dotted = name.Replace("-idx", ".idx", StringComparison.Ordinal);
        string[] candidates = [name, name + ".gz", dotted, dotted + ".gz"];
        var paths = Array.ConvertAll(candidates, candidate => Path.Combine(directory, candidate));
        // Some archives unpack into a directory of the file's name beside the file itself: a directory is the last resort.
        return Array.Find(paths, File.Exists) ?? Array.Find(paths, Directory.Exists);
    }
}
