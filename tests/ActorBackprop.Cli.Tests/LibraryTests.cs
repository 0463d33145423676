using System.Text.RegularExpressions;

namespace ActorBackprop.Cli.Tests;

/// <summary>The command line names flags; the libraries, which other programs use too, speak of settings and facts.</summary>
public sealed partial class LibraryTests
{
    public static TheoryData<string> Libraries => [.. Repository.Projects("src").Where(project => project != "ActorBackprop.Cli")];

    [Theory, MemberData(nameof(Libraries))]
    public void A_library_names_no_flag(string library)
    {
        var lines = from file in Repository.Files($"src/{library}", "*.cs")
                    from line in Repository.Read(file).Split('\n').Index()
                    where !line.Item.TrimStart().StartsWith("//", StringComparison.Ordinal) && Flag().IsMatch(line.Item)
                    select $"{file}({line.Index + 1}): {line.Item.Trim()}";
        Assert.Empty(lines);
    }

    [Theory]
    [InlineData("throw new RunException(\"leave out --wire shared\");"), InlineData("$\"--port: {port}\""), InlineData("\"a --b\", \"c\"")]
    public void A_flag_in_a_text_is_found(string line) => Assert.Matches(Flag(), line);

    [GeneratedRegex("\"[^\"]*--[a-z]")]
    private static partial Regex Flag();
}
