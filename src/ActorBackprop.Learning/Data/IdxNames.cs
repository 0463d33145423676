namespace ActorBackprop.Learning.Data;

/// <summary>Finds the four files of a set in a directory, under any of the names they go by.</summary>
internal static class IdxNames
{
    /// <summary>The names as MNIST was first published, in the order they are returned.</summary>
    private static readonly string[] Canonical =
        ["train-images-idx3-ubyte", "train-labels-idx1-ubyte", "t10k-images-idx3-ubyte", "t10k-labels-idx1-ubyte"];

    private const int MaxDirectories = 100, MaxFiles = 1000; // that are looked at for an advice

    private const string Advice = "point --data DIR at a directory that has all four, gzipped or not, or at one with "
        + "x_train.npy, y_train.npy, x_test.npy and y_test.npy";

    /// <summary>The paths of training images, training labels, test images and test labels.</summary>
    /// <exception cref="DataFileException">The directory or some of the files are not there.</exception>
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

    /// <summary>What to do, by what else is in the directory.</summary>
    private static string Cure(string directory)
    {
        try
        {
            // torchvision puts the files of MNIST in ROOT/MNIST/raw, and is told ROOT.
            var below = Directory.EnumerateDirectories(directory).Take(MaxDirectories).SelectMany(one => new[] { one, Path.Combine(one, "raw") })
                .FirstOrDefault(one => PathOf(one, Canonical[0]) is not null);
            return below is null ? AdviceOn([.. Directory.EnumerateFiles(directory).Take(MaxFiles)]) : $"they are in {below}: take --data {below}";
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
            return $"{upper} has capital letters: the names are in small ones";
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
