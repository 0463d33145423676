namespace ActorBackprop.Learning.Data;

/// <summary>Thrown for a data file that cannot be used. The message names the file, the place, what was expected and what was found.</summary>
public sealed class DataFileException : Exception
{
    /// <summary>Creates the exception and its sentence.</summary>
    /// <param name="file">See <see cref="File"/>.</param>
    /// <param name="offset">See <see cref="Offset"/>.</param>
    /// <param name="expected">What follows "expected".</param>
    /// <param name="found">What follows "found".</param>
    /// <param name="advice">What to do, if that is not obvious; null for none. Default: null.</param>
    /// <param name="cause">The exception that caused this one; null for none. Default: null.</param>
    /// <param name="place">The place in a text file, as in "case 3, biases[0]"; null for none. Default: null.</param>
    public DataFileException(string file, long? offset, string expected, string found,
        string? advice = null, Exception? cause = null, string? place = null)
        : base(Sentence(file, place ?? (offset is null ? null : $"byte {offset}"), expected, found, advice), cause)
    {
        (File, Offset) = (file, offset);
    }

    /// <summary>The name of the file; the path of the directory if the directory is invalid.</summary>
    public string File { get; }

    /// <summary>The offset of the invalid byte in the unpacked file; null for the file as a whole.</summary>
    public long? Offset { get; }

    private static string Sentence(string file, string? place, string expected, string found, string? advice) =>
        $"{file}{(place is null ? "" : $", {place}")}: expected {expected}, found {found}{(advice is null ? "" : $"; {advice}")}.";
}

/// <summary>Recognizes files that people give in place of a data file, and advises what to do.</summary>
internal static class FoundKind
{
    /// <summary>The advice for labels that begin at 1.</summary>
    public const string LabelsFromOne = "the labels begin at 1: subtract 1 from each";

    private const string Unpack = "unpack it, and save its arrays by numpy.save as x_train.npy, y_train.npy, x_test.npy and y_test.npy";

    /// <summary>Returns the exception for a file that begins with something unexpected; it names the kind of file, if that is known.</summary>
    /// <param name="file">The file.</param>
    /// <param name="front">The file's first bytes.</param>
    /// <param name="expected">What follows "expected".</param>
    /// <param name="found">What follows "found", if the kind is not known.</param>
    public static DataFileException Fault(UnpackedFile file, ReadOnlySpan<byte> front, string expected, string found)
    {
        var (kind, advice) = front switch
        {
            [(byte)'<', ..] => ("a web page", "the download went wrong: fetch the file itself"),
            [(byte)'P', (byte)'K', 3, 4, ..] => ("a ZIP archive", Unpack),
            [0x80, >= 2 and <= 5, ..] => ("a Python pickle", Unpack),
            [0x93, (byte)'N', (byte)'U', ..] => ("a NumPy array", "NumPy arrays are named x_train.npy, y_train.npy, x_test.npy and y_test.npy"),
            _ => (found, null),
        };
        return new(file.Name, 0, expected, kind, advice);
    }
}
