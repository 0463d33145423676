namespace ActorBackprop.Cli.Tests;

/// <summary>What the formatter does not see: files, methods and lines of a size to read.</summary>
public sealed class TidinessTests
{
    private const int LongestFile = 300;
    private const int LongestMethod = 60;
    private const int LongestLine = 150;

    /// <summary>A register tile: a row's sums are variables of one method, since an array of them would lie in memory.</summary>
    private static readonly string[] Tables = ["Kernels/Tile.cs", "Kernels/Tiles.cs"];

    public static TheoryData<string> Files => [.. Repository.Files("src", "*.cs"), .. Repository.Files("tests", "*.cs")];

    public static TheoryData<string> SourceFiles => [.. Repository.Files("src", "*.cs")];

    public static TheoryData<string> SourceFilesToRead =>
        [.. Repository.Files("src", "*.cs").Where(file => !Tables.Any(table => file.EndsWith(table, StringComparison.Ordinal)))];

    [Theory, MemberData(nameof(SourceFiles))]
    public void A_source_file_is_short(string file) => Assert.InRange(Lines(file).Length, 1, LongestFile);

    /// <summary>Read by the indentation, which the formatter keeps: a member's braces stand alone, four spaces in.</summary>
    [Theory, MemberData(nameof(SourceFilesToRead))]
    public void A_method_fits_on_a_screen(string file)
    {
        var lines = Lines(file);
        for (var first = Array.IndexOf(lines, "    {"); first >= 0; first = Array.IndexOf(lines, "    {", first + 1))
        {
            var length = Array.FindIndex(lines, first, line => line.StartsWith("    }", StringComparison.Ordinal)) - first + 1;
            Assert.True(length <= LongestMethod, $"{file}({first + 1}): expected {LongestMethod} lines or fewer, found {length}");
        }
    }

    /// <summary>Of the sources: a test's line of data may be as long as its datum.</summary>
    [Theory, MemberData(nameof(SourceFilesToRead))]
    public void A_line_is_no_wider_than_a_window(string file) =>
        Assert.All(Lines(file), line => Assert.InRange(line.Length, 0, LongestLine));

    [Theory, MemberData(nameof(Files))]
    public void Lines_end_with_a_line_feed_and_the_last_one_does_too(string file)
    {
        var text = Repository.Read(file);
        Assert.DoesNotContain('\r', text);
        Assert.EndsWith("\n", text, StringComparison.Ordinal);
    }

    private static string[] Lines(string file) => Repository.Read(file).TrimEnd('\n').Split('\n');
}
