using System.Text.RegularExpressions;

namespace ActorBackprop.Cli.Tests.Documentation;

/// <summary>
/// Holds what a document says of an output to the output itself, line by line. A line of … stands for any lines that are left
/// out. What depends on the machine is not compared: seconds, speeds, shares of time, and the two lines of doctor that name it.
/// </summary>
internal static partial class Transcript
{
    /// <summary>The line for lines that are left out.</summary>
    public const string Cut = "…";

    /// <summary>The first difference, as a sentence; null where there is none.</summary>
    public static string? Difference(IEnumerable<string> documented, IEnumerable<string> found)
    {
        var (pieces, lines) = (Pieces(documented), Comparable(found));
        if (pieces.Count == 1 && lines.Count > pieces[0].Count) return $"expected an end, found: {lines[pieces[0].Count]}";
        var next = 0;
        foreach (var (index, piece) in pieces.Index())
        {
            // The first piece has its place at the beginning, the last at the end; one between two cuts, wherever it is first.
            var (first, last) = (index == 0 ? 0 : next, index == 0 ? 0 : lines.Count - piece.Count);
            if (index > 0 && index == pieces.Count - 1) first = Math.Max(first, last);
            var place = Enumerable.Range(first, Math.Max(0, last - first + 1)).Cast<int?>().FirstOrDefault(at => Stands(piece, lines, at!.Value));
            if (place is null) return Missing(piece, lines, first);
            next = place.Value + piece.Count;
        }
        return null;
    }

    private static bool Stands(List<string> piece, List<string> lines, int at) => lines.Skip(at).Take(piece.Count).SequenceEqual(piece);

    private static string Missing(List<string> piece, List<string> lines, int from)
    {
        // Most likely it stands where its first line does; told is the line that differs there.
        var at = Math.Max(from, lines.IndexOf(piece[0], Math.Min(from, lines.Count)));
        var differs = piece.Index().First(line => lines.ElementAtOrDefault(at + line.Index) != line.Item);
        return $"expected: {differs.Item}\n   found: {lines.ElementAtOrDefault(at + differs.Index) ?? "the end"}";
    }

    private static List<List<string>> Pieces(IEnumerable<string> documented)
    {
        List<List<string>> pieces = [[]];
        foreach (var line in Comparable(documented))
        {
            if (line == Cut) pieces.Add([]);
            else pieces[^1].Add(line);
        }
        return pieces;
    }

    private static List<string> Comparable(IEnumerable<string> lines) =>
        [.. lines.Where(line => !OnlySpeed().IsMatch(line)).Select(line => Machine().Replace(line.TrimEnd(), "~"))];

    /// <summary>Lines that are there on some machines only: advice on the number of workers, and progress every ten seconds.</summary>
    [GeneratedRegex(@"^\d+ workers were slower than one alone: |^\d+ %   step ")]
    private static partial Regex OnlySpeed();

    [GeneratedRegex(@"[\d,]+(?= samples/s)|[\d,]+\.\d(?= s\b)|(?<=^Workers' time: .*)\d+(?= %)|(?<=^(?:Program|Cores) +).*")]
    private static partial Regex Machine();
}
