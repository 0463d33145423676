namespace ActorBackprop.Learning.Data;

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
