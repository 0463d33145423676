using System.Globalization;
using System.Text.RegularExpressions;

namespace ActorBackprop.Cli.Tests.Documentation;

/// <summary>The table in docs/architecture.md that follows a minibatch through the source.</summary>
public sealed partial class MinibatchPathTests
{
    private const int MaxFiles = 30, MaxReturns = 6;

    private static readonly IReadOnlyList<Match> Rows =
        [.. Repository.Read("docs/architecture.md").Split('\n').Select(line => Row().Match(line)).Where(row => row.Success)];

    private static IEnumerable<Match> New => Rows.Where(row => row.Groups["number"].Success);

    private static IEnumerable<Match> Returns => Rows.Where(row => !row.Groups["number"].Success);

    [Fact]
    public void The_path_is_short()
    {
        Assert.InRange(New.Count(), 20, MaxFiles);
        Assert.InRange(Returns.Count(), 1, MaxReturns);
    }

    [Fact]
    public void Its_files_are_numbered_and_each_is_new_or_a_return() => Assert.All(Rows.Index(), row =>
    {
        var before = Rows.Take(row.Index).Select(other => other.Groups["file"].Value).ToList();
        var number = row.Item.Groups["number"];
        Assert.Equal(number.Success, !before.Contains(row.Item.Groups["file"].Value));
        if (number.Success)
            Assert.Equal(Rows.Take(row.Index + 1).Count(New.Contains), int.Parse(number.Value, CultureInfo.InvariantCulture));
    });

    [Fact]
    public void Its_files_exist_and_contain_the_names_beside_them() => Assert.All(Rows, row =>
    {
        var source = Repository.Read($"src/ActorBackprop.{row.Groups["file"].Value}.cs");
        foreach (Match name in Name().Matches(row.Groups["text"].Value))
            Assert.Matches($@"\b{name.Groups[1].Value}\b", source);
    });

    [GeneratedRegex(@"^\| (?:(?<number>\d+)|↩) \| `(?<file>[A-Z][\w./]+)` \| (?<text>.*) \|$")]
    private static partial Regex Row();

    [GeneratedRegex(@"`(\w+)`")]
    private static partial Regex Name();
}
