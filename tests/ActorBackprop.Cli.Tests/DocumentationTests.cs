using System.CommandLine;
using System.Globalization;
using System.Text.RegularExpressions;
using ActorBackprop.Actors.Messages;
using ActorBackprop.Cli.Commands;
using ActorBackprop.Configuration;
using ActorBackprop.Configuration.Levels;
using ActorBackprop.Runs;

namespace ActorBackprop.Cli.Tests;

/// <summary>What the documents say of names, numbers and files, held to the code and the folders.</summary>
public sealed partial class DocumentationTests
{
    private const string Protocol = "docs/protocol.md", CommandLine = "docs/cli.md", Simulation = "docs/simulation.md";

    public static TheoryData<string> Documents => [.. Names];

    /// <summary>All documents of the project, from the root.</summary>
    internal static IEnumerable<string> Names =>
        Repository.Files("", "*.md").Where(file => !file.Split('/').Any(folder => folder is "artifacts" or "bin" or "obj" or "runs" or "node_modules"));

    [Fact]
    public void The_table_of_exit_codes_is_the_enumeration()
    {
        var table = Section(CommandLine, "## Exit codes").Split('\n')
            .Select(line => CodeRow().Match(line))
            .Where(match => match.Success)
            .Select(match => (int.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture), match.Groups[2].Value));
        Assert.Equal(Enum.GetValues<ExitCode>().Select(code => ((int)code, code.ToString())), table);
    }

    /// <summary>By reflection: each type of the folder's namespace, and the two messages that stand beside the seam they cross.</summary>
    [Fact]
    public void Every_message_is_in_the_protocol()
    {
        var actors = typeof(GradientComputed).Assembly.GetExportedTypes();
        var messages = actors.Where(type => type.Namespace == typeof(GradientComputed).Namespace).Select(type => type.Name).ToList();
        Assert.Contains(nameof(ComputeGradient), messages);
        AssertNamesAll(Protocol, messages.Except([nameof(Refusal)]).Concat(["PartComputed", "PartFailed"]));
    }

    [Fact]
    public void Every_reason_of_refusal_is_in_the_protocol() => AssertNamesAll(Protocol, Enum.GetNames<Refusal>());

    [Fact]
    public void Every_limit_is_in_the_protocol_with_its_value()
    {
        var document = Repository.Read(Protocol);
        var limits = (from file in Repository.Files("src/ActorBackprop.Actors", "*.cs")
                      let source = Repository.Read(file)
                      from match in Limit().Matches(source)
                      let type = TypeName().Matches(source[..match.Index])[^1].Groups[1].Value
                      let value = match.Groups[2].Value.Replace("_", "", StringComparison.Ordinal)
                      select $"| `{type}.{match.Groups[1].Value}` | {value} |").ToList();
        Assert.NotEmpty(limits);
        Assert.All(limits, row => Assert.Contains(row, document, StringComparison.Ordinal));
    }

    [Fact]
    public void Every_setting_is_in_the_table_with_whether_the_bits_depend_on_it()
    {
        var rows = Section(CommandLine, "## Settings").Split('\n');
        Assert.All(Setting.All, setting =>
        {
            var row = Assert.Single(rows, line => line.StartsWith($"| `{SettingOptions.FlagOf(setting)}` |", StringComparison.Ordinal));
            Assert.Equal(setting.ChangesTheBits, row.EndsWith("| bits |", StringComparison.Ordinal));
        });
    }

    [Fact]
    public void Every_setting_of_a_world_is_in_the_table_with_its_range_and_default() => Assert.Equal(
        WorldSetting.All.Select(setting =>
            $"| `{setting.Path}` | {setting.Description} | {setting.Values} | {(setting.Default.Length > 0 ? setting.Default : "must be given")} |"),
        Section(Simulation, "## Every setting of a world").Split('\n').Where(line => line.StartsWith("| `", StringComparison.Ordinal)));

    [Fact]
    public void Every_flag_of_simulate_is_in_its_table() => AssertTableHas("## Simulating", SimulateCommand.Create());

    [Fact]
    public void Every_flag_of_sweep_is_in_its_table() => AssertTableHas("## Sweeping", SweepCommand.Create());

    [Fact]
    public void The_hash_of_one_epoch_is_what_the_doctor_expects()
    {
        foreach (var document in new[] { "README.md", CommandLine })
            Assert.Contains(DoctorCommand.OneEpochSha256, Repository.Read(document), StringComparison.Ordinal);
    }

    [Theory, MemberData(nameof(Documents))]
    public void A_link_leads_to_a_file_and_a_heading_that_exist(string document)
    {
        var folder = Path.GetDirectoryName(document)!;
        foreach (Match link in Link().Matches(WithoutCode(Repository.Read(document))))
        {
            var (path, heading) = (link.Groups[1].Value, link.Groups[2].Value);
            if (path.Contains(':', StringComparison.Ordinal)) continue; // another site's
            var target = path.Length == 0 ? document : Path.Combine(folder, path);
            var full = Path.Combine(Repository.Root, target);
            Assert.True(File.Exists(full) || Directory.Exists(full), $"{document}: {link.Value}: there is no {target}");
            if (heading.Length > 0) Assert.Contains(heading, Headings(target));
        }
    }

    /// <summary>A section's table has the flags that a command has and train has not.</summary>
    private static void AssertTableHas(string section, Command command)
    {
        var flags = command.Options.Select(option => option.Name).Except(TrainCommand.Create().Options.Select(option => option.Name));
        var table = Section(CommandLine, section).Split('\n').Select(line => FlagRow().Match(line)).Where(match => match.Success);
        Assert.Equal(flags.Order(StringComparer.Ordinal), table.Select(match => match.Groups[1].Value).Order(StringComparer.Ordinal));
    }

    private static void AssertNamesAll(string document, IEnumerable<string> names)
    {
        var text = Repository.Read(document);
        Assert.All(names, name => Assert.Contains($"`{name}`", text, StringComparison.Ordinal));
    }

    /// <summary>From a heading to the next of its kind.</summary>
    private static string Section(string document, string heading)
    {
        var sections = $"\n{Repository.Read(document)}".Split("\n## ");
        return Assert.Single(sections, section => section.StartsWith($"{heading[3..]}\n", StringComparison.Ordinal));
    }

    /// <summary>A document's headings as links name them: lower case, hyphens for spaces, no punctuation.</summary>
    private static IEnumerable<string> Headings(string document) =>
        WithoutCode(Repository.Read(document)).Split('\n')
            .Where(line => line.StartsWith('#'))
            .Select(line => line.TrimStart('#').Trim().ToLowerInvariant().Replace(' ', '-'))
            .Select(line => string.Concat(line.Where(letter => char.IsLetterOrDigit(letter) || letter is '-' or '_')));

    private static string WithoutCode(string markdown) => Code().Replace(markdown, "");

    [GeneratedRegex(@"^\| (\d+) \| `(\w+)` \|")]
    private static partial Regex CodeRow();

    [GeneratedRegex(@"^\| `(--[a-z-]+)[^`]*` \|")]
    private static partial Regex FlagRow();

    [GeneratedRegex(@"^(?:[a-z]+ )*(?:class|record|struct) (?:struct )?(\w+)", RegexOptions.Multiline)]
    private static partial Regex TypeName();

    [GeneratedRegex(@"\bconst int (Max\w+) = ([\d_]+);")]
    private static partial Regex Limit();

    [GeneratedRegex(@"\[[^\]]*\]\(([^)#\s]*)(?:#([^)\s]*))?\)")]
    private static partial Regex Link();

    [GeneratedRegex(@"^```.*?^```", RegexOptions.Singleline | RegexOptions.Multiline)]
    private static partial Regex Code();
}
