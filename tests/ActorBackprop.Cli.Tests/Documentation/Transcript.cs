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
        var (pieces, lines, next) = (Pieces(documented), Comparable(found), 0);
        foreach (var (index, piece) in pieces.Index())
        {
            // The first piece begins where the output does, the last ends where it ends; one between two cuts is looked for.
            var (first, last) = (next, lines.Count - piece.Count);
            if (index == pieces.Count - 1 && index > 0) first = Math.Max(first, last);
            if (index == 0) last = Math.Min(last, 0);
            while (first <= last && !Stands(piece, lines, first)) first++;
            if (first > last) return Missing(piece, lines, index == 0 ? 0 : Math.Max(next, lines.IndexOf(piece[0], next)));
            next = first + piece.Count;
        }
        return pieces.Count == 1 && next < lines.Count ? $"expected an end, found: {lines[next]}" : null;
    }

    private static bool Stands(List<string> piece, List<string> lines, int at) => lines.Skip(at).Take(piece.Count).SequenceEqual(piece);

    /// <summary>The line that differs, were the piece to begin at this one.</summary>
    private static string Missing(List<string> piece, List<string> lines, int at)
    {
        foreach (var (index, line) in piece.Index())
            if (lines.ElementAtOrDefault(at + index) is var found && found != line) return $"expected: {line}\n   found: {found ?? "the end"}";
        return $"expected an end, found: {lines[at + piece.Count]}";
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
    [GeneratedRegex(@"^\d+ workers were slower than one: |^\d+ %   step ")]
    private static partial Regex OnlySpeed();

    [GeneratedRegex(@"[\d,]+(?= (?:samples|events)/s)|[\d,]+\.\d(?= s\b)|(?<=^Workers' time: .*)\d+(?= %)|(?<=^(?:Program|Cores) +).*")]
    private static partial Regex Machine();
}
