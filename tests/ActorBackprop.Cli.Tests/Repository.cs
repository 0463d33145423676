namespace ActorBackprop.Cli.Tests;

/// <summary>The project's own files, for the tests that read them.</summary>
internal static class Repository
{
    /// <summary>The folder of the solution, found upwards from where the tests run.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>Every file of a folder and below that matches, as paths from the root; at least one, lest a test see nothing.</summary>
    public static IReadOnlyList<string> Files(string folder, string pattern)
    {
        var files = Directory.EnumerateFiles(At(folder), pattern, SearchOption.AllDirectories)
            .Select(file => Path.GetRelativePath(Root, file).Replace('\\', '/'))
            .Order(StringComparer.Ordinal)
            .ToList();
        Assert.NotEmpty(files);
        return files;
    }

    /// <summary>The names of the projects in a folder, which are the names of its subfolders.</summary>
    public static IReadOnlyList<string> Projects(string folder) =>
        [.. Files(folder, "*.csproj").Select(file => Path.GetFileNameWithoutExtension(file)!)];

    /// <summary>The text of a file, line ends as they are.</summary>
    public static string Read(string file) => File.ReadAllText(At(file));

    /// <summary>The whole path of a file.</summary>
    public static string At(string path) => Path.Combine(Root, path);

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (File.Exists(Path.Combine(folder.FullName, "ActorBackprop.sln"))) return folder.FullName;
        throw new InvalidOperationException($"ActorBackprop.sln: expected above {AppContext.BaseDirectory}, found nowhere");
    }
}
