namespace ActorBackprop.Learning.Data;

/// <summary>Finds the four files of a set in a directory, under any of the names they go by.</summary>
internal static class IdxNames
{
    /// <summary>The names as MNIST was first published, in the order they are returned.</summary>
    private static readonly string[] Canonical =
        ["train-images-idx3-ubyte", "train-labels-idx1-ubyte", "t10k-images-idx3-ubyte", "t10k-labels-idx1-ubyte"];

    private const string Advice = "point --data DIR at a directory that has all four, gzipped or not, or at one with "
        + "x_train.npy, y_train.npy, x_test.npy and y_test.npy";

    /// <summary>The paths of training images, training labels, test images and test labels.</summary>
    /// <exception cref="DataFileException">The directory or some of the files are not there.</exception>
    public static string[] Find(string directory)
    {
        if (!Directory.Exists(directory))
            throw new DataFileException(
                directory, null, "a directory with " + string.Join(", ", Canonical),
                File.Exists(directory) ? "a file" : "no such directory", Advice);
        var paths = Array.ConvertAll(Canonical, name => PathOf(directory, name));
        var missing = Canonical.Where((_, i) => paths[i] is null).ToList();
        if (missing.Count > 0)
            throw new DataFileException(
                directory, null, "the files " + string.Join(", ", Canonical), "no " + string.Join(", no ", missing), Advice);
        return paths!;
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
