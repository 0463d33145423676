using System.Xml.Linq;

namespace ActorBackprop.Cli.Tests;

/// <summary>References go one way: a table lists the allowed references between projects, and a new reference is a line in it.</summary>
public sealed class ArchitectureTests
{
    private static readonly Dictionary<string, string[]> Arrows = new()
    {
        ["ActorBackprop.Digits"] = [],
        ["ActorBackprop.Learning"] = [],
        ["ActorBackprop.VirtualTime"] = ["Akka"],
        ["ActorBackprop.Actors"] = ["ActorBackprop.Learning", "Akka"],
        ["ActorBackprop.Cluster"] = ["ActorBackprop.Actors", "Akka.Remote"],
        ["ActorBackprop.Simulation"] = ["ActorBackprop.Actors", "ActorBackprop.VirtualTime"],
        ["ActorBackprop.Configuration"] = ["ActorBackprop.Simulation"],
        ["ActorBackprop.Runs"] =
        [
            "ActorBackprop.Cluster", "ActorBackprop.Configuration", "ActorBackprop.Digits",
            "Google.Protobuf", "Serilog", "Serilog.Formatting.Compact", "Serilog.Sinks.File",
        ],
        ["ActorBackprop.Lab"] = ["ActorBackprop.Runs", "MathNet.Numerics"],
        ["ActorBackprop.Studio"] = ["ActorBackprop.Runs", "Microsoft.AspNetCore.App"],
        ["ActorBackprop.Cli"] =
        [
            "ActorBackprop.Lab", "ActorBackprop.Runs", "ActorBackprop.Studio", "Spectre.Console", "StbImageSharp", "StbImageWriteSharp",
            "System.CommandLine",
        ],
    };

    /// <summary>The projects whose files are data, with no code worth a test of its own.</summary>
    private static readonly string[] WithoutTests = ["ActorBackprop.Digits"];

    public static TheoryData<string> Projects => [.. Repository.Projects("src")];

    [Theory, MemberData(nameof(Projects))]
    public void A_project_refers_to_what_the_table_says_and_nothing_else(string project)
    {
        Assert.True(Arrows.TryGetValue(project, out var allowed), $"{project}: expected a line in the table of arrows, found none");
        Assert.Equal(allowed.Order(StringComparer.Ordinal), References($"src/{project}/{project}.csproj"));
    }

    /// <summary>CONTRIBUTING.md has the projects and their arrows to each other in the same order.</summary>
    [Fact]
    public void The_table_of_the_contributors_names_the_same_arrows()
    {
        var rows = from line in Repository.Read("CONTRIBUTING.md").Split('\n')
                   where line.StartsWith("| `src/ActorBackprop.", StringComparison.Ordinal)
                   let cells = line.Split('|', StringSplitOptions.TrimEntries)
                   select (Project: cells[1].Trim('`')["src/".Length..], To: cells[3]);
        Assert.Equal(Arrows.Keys.Order(StringComparer.Ordinal), rows.Select(row => row.Project).Order(StringComparer.Ordinal));
        Assert.All(rows, row => Assert.Equal(
            Arrows[row.Project].Where(Arrows.ContainsKey).Select(project => project["ActorBackprop.".Length..]).Order(StringComparer.Ordinal),
            row.To.Split(", ").Where(name => Arrows.ContainsKey($"ActorBackprop.{name}")).Order(StringComparer.Ordinal)));
    }

    [Fact]
    public void Every_line_of_the_table_is_a_project() =>
        Assert.Equal(Repository.Projects("src").Order(StringComparer.Ordinal), Arrows.Keys.Order(StringComparer.Ordinal));

    [Fact]
    public void An_arrow_points_to_a_line_above_its_own()
    {
        var above = new HashSet<string>();
        foreach (var (project, references) in Arrows)
        {
            Assert.Empty(references.Where(Arrows.ContainsKey).Except(above));
            above.Add(project);
        }
    }

    [Fact]
    public void Packages_of_every_project_stay_private_to_its_build()
    {
        var shared = Xml("Directory.Build.props").Descendants().Where(IsReference).ToList();
        Assert.NotEmpty(shared);
        Assert.All(shared, reference => Assert.Equal("all", (string?)reference.Attribute("PrivateAssets")));
    }

    [Fact]
    public void Every_project_has_tests_of_its_name() =>
        Assert.Equal(
            Repository.Projects("src").Except(WithoutTests).Select(project => project + ".Tests"),
            Repository.Projects("tests").Except(["ActorBackprop.Benchmarks"])); // timings are no tests

    [Fact]
    public void No_project_silences_a_warning()
    {
        var projects = Repository.Files("src", "*.csproj").Concat(Repository.Files("tests", "*.csproj"));
        var shared = Repository.Files("tests", "*.props").Concat(["Directory.Build.props", "Directory.Packages.props"]);
        Assert.All(projects.Concat(shared), file =>
        {
            var settings = WithoutComments(Xml(file)).ToString();
            Assert.DoesNotContain("NoWarn", settings, StringComparison.OrdinalIgnoreCase);
            Assert.DoesNotContain("NU1603", settings, StringComparison.OrdinalIgnoreCase);
        });
    }

    private static IEnumerable<string> References(string project) =>
        Xml(project).Descendants()
            .Where(IsReference)
            .Select(reference => (string)reference.Attribute("Include")!)
            .Select(name => name.EndsWith(".csproj", StringComparison.Ordinal) ? Path.GetFileNameWithoutExtension(name) : name)
            .Order(StringComparer.Ordinal);

    /// <summary>Whether an element is a PackageReference, ProjectReference, FrameworkReference or plain Reference.</summary>
    private static bool IsReference(XElement element) => element.Name.LocalName.EndsWith("Reference", StringComparison.Ordinal);

    private static XDocument Xml(string file) => XDocument.Parse(Repository.Read(file));

    private static XDocument WithoutComments(XDocument document)
    {
        document.DescendantNodes().OfType<XComment>().Remove();
        return document;
    }
}
