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
