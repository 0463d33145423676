using System.Text.RegularExpressions;

namespace ActorBackprop.Cli.Tests;

/// <summary>
/// The folders of ActorBackprop.Runs depend on each other in one direction: the files and checkpoints of a run know nothing of training.
/// The table is exact, so it cannot allow what no code does.
/// </summary>
public sealed partial class FolderTests
{
    private const string Project = "src/ActorBackprop.Runs";

    /// <summary>Of each folder, the folders above whose types it uses; the folder itself and the project's own types go without saying.</summary>
    private static readonly (string Folder, string[] Uses)[] Table =
    [
        ("Storage", []),
        ("Drawing", []),
        ("Checkpoints", ["Storage"]),
        ("Files", ["Checkpoints", "Drawing", "Storage"]),
        ("Tracing", ["Storage"]),
        ("Training", ["Checkpoints", "Files", "Storage", "Tracing"]),
        ("Calibration", ["Storage", "Training"]),
    ];

    private static readonly IReadOnlyList<Source> Sources = [.. Repository.Files(Project, "*.cs").Select(Source.Of)];

    /// <summary>The types of the project, and the folder of each.</summary>
    private static readonly Dictionary<string, string> Folders =
        Sources.SelectMany(source => source.Types.Select(type => (type, source.Folder))).Distinct().ToDictionary();

    public static TheoryData<string> Rows => [.. Table.Select(row => row.Folder)];

    [Fact]
    public void Every_folder_of_Runs_has_a_row() =>
        Assert.Equal(
            Sources.Select(source => source.Folder).Where(folder => folder.Length > 0).Distinct().Order(StringComparer.Ordinal),
            Table.Select(row => row.Folder).Order(StringComparer.Ordinal));

    [Fact]
    public void A_folder_uses_only_folders_above_it()
    {
        foreach (var (i, row) in Table.Index())
            Assert.Empty(row.Uses.Except(Table[..i].Select(above => above.Folder)));
    }

    [Theory, MemberData(nameof(Rows))]
    public void A_folder_uses_what_its_row_says_and_nothing_else(string folder)
    {
        var used = from source in Sources
                   where source.Folder == folder
                   from word in source.Words
                   where Folders.TryGetValue(word, out var other) && other.Length > 0 && other != folder
                   select (Other: Folders[word], Where: $"{source.File}: {word}");
        var expected = Table.First(row => row.Folder == folder).Uses;
        Assert.True(used.All(use => expected.Contains(use.Other)), string.Join('\n', used.Where(use => !expected.Contains(use.Other))));
        Assert.Equal(expected, used.Select(use => use.Other).Distinct().Order(StringComparer.Ordinal));
    }

    [Fact]
    public void A_namespace_follows_its_folder() =>
        Assert.All(Sources, source => Assert.Equal(
            Path.GetDirectoryName(source.File)!.Replace('\\', '/').Replace('/', '.')["src.".Length..], source.Namespace));

    /// <summary>A source file of the project.</summary>
    /// <param name="File">Its path from the root.</param>
    /// <param name="Folder">The folder below the project; empty for the project's own.</param>
    /// <param name="Namespace">Its namespace.</param>
    /// <param name="Types">The types it declares, nested ones left out.</param>
    /// <param name="Words">The identifiers in its code, those of comments left out.</param>
    private sealed record Source(string File, string Folder, string Namespace, IReadOnlyList<string> Types, IReadOnlySet<string> Words)
    {
        public static Source Of(string file)
        {
            var code = Comment().Replace(Repository.Read(file), "");
            var path = file[(Project.Length + 1)..].Split('/');
            return new Source(file, path.Length > 1 ? path[0] : "", NamespaceName().Match(code).Groups[1].Value,
                [.. Declaration().Matches(code).Select(match => match.Groups[1].Value)], Word().Matches(code).Select(match => match.Value).ToHashSet());
        }
    }

    [GeneratedRegex("//.*")]
    private static partial Regex Comment();

    [GeneratedRegex(@"^namespace ([\w.]+);", RegexOptions.Multiline)]
    private static partial Regex NamespaceName();

    [GeneratedRegex(@"^(?:[a-z]+ )*(?:class|record|struct|enum|interface) (?:struct )?(\w+)", RegexOptions.Multiline)]
    private static partial Regex Declaration();

    [GeneratedRegex(@"\b[A-Z]\w*")]
    private static partial Regex Word();
}
