namespace ActorBackprop.Learning.Data;

/// <summary>A data file that cannot be used. The message is one sentence: which file, where, what was expected, what was found.</summary>
public sealed class DataFileException : Exception
{
    /// <summary>Puts the sentence together.</summary>
    /// <param name="file">See <see cref="File"/>.</param>
    /// <param name="offset">See <see cref="Offset"/>.</param>
    /// <param name="expected">What follows "expected".</param>
    /// <param name="found">What follows "found".</param>
    /// <param name="advice">What to do, where that is not plain; null for none.</param>
    /// <param name="cause">The exception behind it, if any.</param>
    /// <param name="place">The place in a file of text, as in "case 3, biases[0]"; null for none.</param>
    public DataFileException(string file, long? offset, string expected, string found,
        string? advice = null, Exception? cause = null, string? place = null)
        : base(Sentence(file, place ?? (offset is null ? null : $"byte {offset}"), expected, found, advice), cause)
    {
        (File, Offset, Expected, Found) = (file, offset, expected, found);
    }

    /// <summary>The name of the file; the path of the directory where it is the directory that is at fault.</summary>
    public string File { get; }

    /// <summary>The byte at fault, counted from 0 in the unpacked file; null where it is the file as a whole.</summary>
    public long? Offset { get; }

    /// <summary>What a good file has there.</summary>
    public string Expected { get; }

    /// <summary>What this one has.</summary>
    public string Found { get; }

    private static string Sentence(string file, string? place, string expected, string found, string? advice) =>
        $"{file}{(place is null ? "" : $", {place}")}: expected {expected}, found {found}{(advice is null ? "" : $"; {advice}")}.";
}

/// <summary>What people give in place of a data file, and what to do about it.</summary>
internal static class FoundKind
{
    /// <summary>What to do about labels from 1 on.</summary>
    public const string LabelsFromOne = "the labels begin at 1: subtract 1 from each";

    private const string Unpack = "unpack it, and save its arrays by numpy.save as x_train.npy, y_train.npy, x_test.npy and y_test.npy";

    /// <summary>The exception about a file that begins with something else; it names what that is, where it is well known.</summary>
    /// <param name="file">The file.</param>
    /// <param name="front">What it begins with.</param>
    /// <param name="expected">What follows "expected".</param>
    /// <param name="found">What follows "found", where it is not known.</param>
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
