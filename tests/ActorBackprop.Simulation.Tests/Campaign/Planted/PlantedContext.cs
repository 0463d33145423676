using System.Reflection;
using System.Runtime.Loader;

namespace ActorBackprop.Simulation.Tests.Campaign.Planted;

/// <summary>
/// Another copy of the project's assemblies, beside those that run the tests: some with a planted bug, the others as they were built.
/// Virtual time, Akka and the framework are shared.
/// </summary>
internal sealed class PlantedContext : AssemblyLoadContext
{
    private static readonly string? VirtualTime = typeof(VirtualTime.VirtualSystem).Assembly.GetName().Name;

    private readonly Dictionary<string, Assembly> _planted;

    /// <param name="planted">Images of assemblies, by name.</param>
    public PlantedContext(IReadOnlyDictionary<string, byte[]> planted) : base("planted", isCollectible: true) =>
        // Loaded here, once: the runtime may ask for an assembly on several threads at the same time.
        _planted = planted.ToDictionary(image => image.Key, image => LoadFromStream(new MemoryStream(image.Value)));

    protected override Assembly? Load(AssemblyName assemblyName)
    {
        var name = assemblyName.Name!;
        if (_planted.TryGetValue(name, out var assembly)) return assembly;
        return !name.StartsWith("ActorBackprop.", StringComparison.Ordinal) || name == VirtualTime
            ? null
            : LoadFromAssemblyPath(Path.Combine(AppContext.BaseDirectory, name + ".dll"));
    }
}
