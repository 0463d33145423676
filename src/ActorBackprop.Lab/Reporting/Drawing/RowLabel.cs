namespace ActorBackprop.Lab.Reporting.Drawing;

/// <summary>The label above a row of a chart, in as many lines as it takes: SVG does not wrap by itself.</summary>
internal static class RowLabel
{
    /// <summary>From one line to the next, in the units of the drawing.</summary>
    public const int LineHeight = 26;

    /// <summary>Letters of a line: what fits into 720 units in the font that narrow windows are given.</summary>
    public const int LongestLine = 52;

    /// <summary>A label's lines, broken at spaces; a word that is longer than a line is broken where the line ends.</summary>
    public static IReadOnlyList<string> Lines(string label)
    {
        var lines = new List<string> { "" };
        foreach (var word in label.Split(' ').SelectMany(word => word.Chunk(LongestLine).Select(letters => new string(letters))))
            if (lines[^1].Length == 0) lines[^1] = word;
            else if (lines[^1].Length + 1 + word.Length <= LongestLine) lines[^1] += $" {word}";
            else lines.Add(word);
        return lines;
    }
}
