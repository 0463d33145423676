using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using ActorBackprop.Runs.Training.Processes;
using ActorBackprop.Testing;

namespace ActorBackprop.Runs.Tests.Training.Processes;

public sealed class BuildIdentityTests
{
    [Fact]
    public void The_identity_is_of_the_sources_that_the_bits_and_the_wire_depend_on()
    {
        string[] projects = ["Learning", "Actors", "Cluster", "Configuration", "Runs"];
        var files = projects.SelectMany(name => Directory.GetFiles(
                Path.Combine(Root, "src", $"ActorBackprop.{name}"), "*.cs*", SearchOption.AllDirectories)) // .cs and .csproj
            .Append(Path.Combine(Root, "Directory.Build.props")).Append(Path.Combine(Root, "Directory.Packages.props")).ToList();
        Assert.InRange(files.Count, 200, 2000);
        var hashes = files.ConvertAll(file => Hash(File.ReadAllText(file).Replace("\r\n", "\n", StringComparison.Ordinal)));
        hashes.Sort(string.CompareOrdinal);
        Assert.Equal(Hash(string.Join(' ', hashes))[..12], BuildIdentity.Text);
    }

    [Fact]
    public void The_identity_does_not_depend_on_the_order_of_the_files()
    {
        Assert.Equal(BuildIdentity.Of("aa bb cc"), BuildIdentity.Of("cc aa bb"));
        Assert.NotEqual(BuildIdentity.Of("aa bb cc"), BuildIdentity.Of("aa bb cd"));
    }

    /// <summary>The target that the project uses, on sources of a line each.</summary>
    [Fact]
    public void Two_clones_are_the_same_build_unless_one_character_differs()
    {
        using var directory = new TemporaryDirectory();
        const string source = "class A { string X = \"%3B;$(B)@(C)\"; } // 'ü'\n";
        Clone(directory["one"], ("a.cs", source), ("below/b.cs", "class B;\n"));
        Clone(directory["other", "place"], ("a.cs", source), ("below/b.cs", "class B;\n"));
        Clone(directory["windows"], ("a.cs", source.Replace("\n", "\r\n", StringComparison.Ordinal)), ("below/b.cs", "class B;\r\n"));
        Clone(directory["documented"], ("a.cs", source), ("below/b.cs", "class B;\n"), ("readme.md", "text"));
        Clone(directory["changed"], ("a.cs", source), ("below/b.cs", "class C;\n"));
        Clone(directory["more"], ("a.cs", source), ("below/b.cs", "class B;\n"), ("c.cs", "\n"));
        Build(directory.Path, "one", "other/place", "windows", "documented", "changed", "more");
        var one = Identity(directory["one"]);
        Assert.All(["other/place", "windows", "documented"], same => Assert.Equal(one, Identity(directory[same])));
        var (changed, more) = (Identity(directory["changed"]), Identity(directory["more"]));
        Assert.True(one != changed && one != more && changed != more);

        var file = new FileInfo(directory["one", "BuildIdentity.g.cs"]);
        var before = file.LastWriteTimeUtc;
        File.SetLastWriteTimeUtc(directory["one", "a.cs"], before.AddHours(1));
        File.WriteAllText(directory["changed", "below", "b.cs"], "class B;\n");
        Build(directory.Path, "one", "changed");
        file.Refresh();
        Assert.Equal(before, file.LastWriteTimeUtc); // else each build would compile anew
        Assert.Equal(one, Identity(directory["changed"]));
    }

    private static string Root { get; } = FindRoot();

    private static void Clone(string directory, params (string Name, string Text)[] files)
    {
        foreach (var (name, text) in files)
        {
            var path = Path.Combine(directory, name);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllText(path, text);
        }
        File.WriteAllText(Path.Combine(directory, "a.proj"), $"""
            <Project>
              <ItemGroup><BuildIdentitySource Include="**/*.cs" Exclude="*.g.cs" /></ItemGroup>
              <Import Project="{Path.Combine(Root, "build", "BuildIdentity.targets")}" />
            </Project>
            """);
    }

    private static void Build(string directory, params string[] clones)
    {
        var all = Path.Combine(directory, "all.proj");
        var projects = string.Join(';', clones.Select(clone => $"{clone}/a.proj"));
        File.WriteAllText(all, $"""<Project><Target Name="All"><MSBuild Projects="{projects}" Targets="WriteBuildIdentity" /></Target></Project>""");
        var dotnet = Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet";
        var start = new ProcessStartInfo(dotnet, ["msbuild", all, "-nologo", "-nodeReuse:false"]) { RedirectStandardOutput = true };
        using var msbuild = Process.Start(start)!;
        var output = msbuild.StandardOutput.ReadToEnd();
        msbuild.WaitForExit();
        Assert.True(msbuild.ExitCode == 0, output);
    }

    private static string Identity(string directory) => BuildIdentity.Of(
        Regex.Match(File.ReadAllText(Path.Combine(directory, "BuildIdentity.g.cs")), "\"([0-9a-f ]{129,})\"").Groups[1].Value);

    private static string Hash(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (File.Exists(Path.Combine(folder.FullName, "ActorBackprop.sln"))) return folder.FullName;
        throw new InvalidOperationException($"ActorBackprop.sln: expected above {AppContext.BaseDirectory}, found nowhere");
    }
}
