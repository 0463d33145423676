using System.Globalization;
using System.Reflection;
using System.Runtime.CompilerServices;
using ActorBackprop.Simulation.Tests.Support;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace ActorBackprop.Simulation.Tests.Campaign.Planted;

/// <summary>The signature of <see cref="CampaignRun.Run"/>.</summary>
internal delegate string[]? RunSeed(long seed, Func<long, Func<long[], ulong[]>> oracle, IDictionary<string, long> sightings);

/// <summary>
/// Compiles a project again, with a bug planted in its syntax trees, and runs the campaign with it. Every other assembly is the
/// one that was built. So the product needs no hooks for bugs, and the tested code is otherwise the product's.
/// </summary>
internal sealed class Planting
{
    private const string ImplicitUsings = """
        global using System;
        global using System.Collections.Generic;
        global using System.IO;
        global using System.Linq;
        global using System.Threading;
        global using System.Threading.Tasks;
        """;

    private static readonly CSharpParseOptions Parsing = new(LanguageVersion.CSharp14, DocumentationMode.None);

    private readonly Dictionary<string, CSharpCompilation> _healthy;

    /// <param name="projects">The projects that bugs are planted in.</param>
    public Planting(IEnumerable<string> projects) => _healthy = projects.ToDictionary(project => project, Healthy);

    /// <summary>Returns the campaign with a bug planted.</summary>
    /// <param name="edits">The bug; none for the code as it is, compiled again.</param>
    /// <exception cref="InvalidOperationException">The place of a change does not exist exactly once, or the code does not compile.</exception>
    public RunSeed Plant(params IReadOnlyList<Edit> edits)
    {
        var planted = edits.Count == 0
            ? _healthy.ToDictionary(healthy => healthy.Key, healthy => Compile(healthy.Value))
            : Place(edits).ToDictionary(edited => edited.Key, edited => Compile(edited.Value));
        var context = new PlantedContext(planted);
        var assembly = context.LoadFromAssemblyName(typeof(CampaignRun).Assembly.GetName());
        var run = assembly.GetType(typeof(CampaignRun).FullName!)!.GetMethod(nameof(CampaignRun.Run), BindingFlags.Public | BindingFlags.Static)!;
        var campaign = run.CreateDelegate<RunSeed>();
        return (seed, oracle, sightings) =>
        {
            var violation = campaign(seed, oracle, sightings);
            GC.KeepAlive(context); // a context that is not referenced loads no more assemblies, even while its code runs
            return violation;
        };
    }

    /// <summary>Returns the projects that a bug changes, changed. Whether they compile is not known yet, which makes it quick.</summary>
    /// <exception cref="InvalidOperationException">The place of a change does not exist exactly once.</exception>
    public Dictionary<string, CSharpCompilation> Place(params IReadOnlyList<Edit> edits) => edits.GroupBy(edit => edit.Project).ToDictionary(
        own => own.Key,
        own => _healthy.TryGetValue(own.Key, out var healthy)
            ? own.Aggregate(healthy, (compilation, edit) => edit.Apply(compilation))
            : throw new InvalidOperationException($"{own.First().Type.Name}: {own.Key} is no project that bugs are planted in"));

    private static byte[] Compile(CSharpCompilation compilation)
    {
        using var image = new MemoryStream();
        ThrowIfErrors(compilation.Emit(image).Diagnostics);
        return image.ToArray();
    }

    private static void ThrowIfErrors(IEnumerable<Diagnostic> diagnostics)
    {
        var errors = diagnostics.Where(one => one.Severity == DiagnosticSeverity.Error).ToList();
        if (errors.Count > 0) throw new InvalidOperationException(string.Join('\n', errors));
    }

    private static CSharpCompilation Healthy(string project)
    {
        var trees = Repository.Files($"src/{project}", "*.cs").Select(file => Parse(Repository.Read(file), file));
        var options = new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, allowUnsafe: true, optimizationLevel: OptimizationLevel.Release,
            nullableContextOptions: NullableContextOptions.Enable, deterministic: true, concurrentBuild: false);
        return CSharpCompilation.Create(project, [Parse(ImplicitUsings), Parse(Attributes(project)), .. trees], References(project), options);
    }

    /// <summary>Returns the attributes that the build gives the assembly, so that others find it and see as much of it.</summary>
    private static string Attributes(string project)
    {
        var assembly = Assembly.Load(project);
        var friends = assembly.GetCustomAttributes<InternalsVisibleToAttribute>().Select(friend =>
            $"[assembly: System.Runtime.CompilerServices.InternalsVisibleTo(\"{friend.AssemblyName}\")]");
        var version = string.Create(CultureInfo.InvariantCulture, $"[assembly: System.Reflection.AssemblyVersion(\"{assembly.GetName().Version}\")]");
        return string.Join('\n', friends.Append(version));
    }

    /// <summary>Returns everything this process can load, but for the compiled project.</summary>
    private static IEnumerable<MetadataReference> References(string project) =>
        ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Where(path => Path.GetFileNameWithoutExtension(path) != project)
            .Select(path => MetadataReference.CreateFromFile(path));

    private static SyntaxTree Parse(string text, string path = "") => CSharpSyntaxTree.ParseText(text, Parsing, path);
}
