using System.Text.RegularExpressions;

namespace ActorBackprop.Cli.Tests;

/// <summary>What the formatter does not check: files, methods and lines of a readable size. A failure names every offender.</summary>
public sealed partial class TidinessTests
{
    private static readonly string[] Indents = ["    ", "        "];

    private const int MaxFileLines = 300;
    private const int MaxMethodLines = 60;
    private const int MaxColumns = 150;

    /// <summary>Lines of the sources that do not name the thing that acts. To be lowered, never raised.</summary>
    private const int MaxVagueLines = 15;

    /// <summary>A register tile: a row's sums are variables of one method, since an array of them would lie in memory.</summary>
    private static readonly string[] Tables = ["Kernels/Tile.cs", "Kernels/Tiles.cs"];

    private static readonly IReadOnlyList<string> Sources = Repository.Files("src", "*.cs");
    private static readonly IReadOnlyList<string> Tests = Repository.Files("tests", "*.cs");

    private static IEnumerable<string> WithoutTables =>
        Sources.Where(file => !Tables.Any(table => file.EndsWith(table, StringComparison.Ordinal)));

    [Fact]
    public void Source_files_are_short() => AssertEmpty(
        from file in Sources
        let lines = Lines(file).Length
        where lines > MaxFileLines
        select $"{file}: expected at most {MaxFileLines} lines, found {lines}");

    /// <summary>Found by the indentation, which the formatter keeps: a method's braces stand alone, four spaces in, or eight in a nested type.</summary>
    [Fact]
    public void Methods_fit_on_a_screen() => AssertEmpty(
        from file in WithoutTables
        let lines = Lines(file)
        from indent in Indents
        from first in Enumerable.Range(0, lines.Length).Where(line => lines[line] == indent + "{" && !BeginsType(lines, line, indent))
        let length = Array.FindIndex(lines, first, line => line.StartsWith(indent + "}", StringComparison.Ordinal)) - first + 1
        where length > MaxMethodLines
        select $"{file}({first + 1}): expected at most {MaxMethodLines} lines, found {length}");

    /// <summary>Of the sources only: a line of data in a test may be as long as its datum.</summary>
    [Fact]
    public void Source_lines_are_no_wider_than_a_window() => AssertEmpty(
        from file in WithoutTables
        from line in Lines(file).Index()
        where line.Item.Length > MaxColumns
        select $"{file}({line.Index + 1}): expected at most {MaxColumns} columns, found {line.Item.Length}");

    /// <summary>The server, a worker, the run: a thing that acts has a name.</summary>
    [Fact]
    public void Sources_name_who_acts()
    {
        var vague = (from file in Sources
                     from line in Lines(file).Index()
                     where Vague().IsMatch(line.Item)
                     select $"{file}({line.Index + 1}): {line.Item.Trim()}").ToList();
        Assert.True(vague.Count <= MaxVagueLines, $"expected at most {MaxVagueLines} such lines, found {vague.Count}\n{string.Join('\n', vague)}");
    }

    [Fact]
    public void Every_line_ends_with_a_line_feed() => AssertEmpty(
        from file in Sources.Concat(Tests)
        let text = Repository.Read(file)
        where text.Contains('\r', StringComparison.Ordinal) || !text.EndsWith('\n')
        select $"{file}: expected line feeds alone, one of them at the end");

    /// <summary>Whether a brace is that of a type: the nearest line above with the same indentation declares one.</summary>
    private static bool BeginsType(string[] lines, int brace, string indent)
    {
        var declaration = lines[..brace].Last(line => line.Length > indent.Length && line.StartsWith(indent, StringComparison.Ordinal)
            && line[indent.Length] != ' ');
        return declaration.Split(' ').Any(word => word is "class" or "struct" or "record" or "interface" or "enum");
    }

    private static string[] Lines(string file) => Repository.Read(file).TrimEnd('\n').Split('\n');

    private static void AssertEmpty(IEnumerable<string> offences)
    {
        var found = offences.ToList();
        Assert.True(found.Count == 0, string.Join('\n', found));
    }

    [GeneratedRegex(@"\b(nobody|somebody|whoever)\b", RegexOptions.IgnoreCase)]
    private static partial Regex Vague();
}
