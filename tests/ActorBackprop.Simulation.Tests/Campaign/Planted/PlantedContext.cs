using System.Reflection;
using System.Runtime.Loader;

namespace ActorBackprop.Simulation.Tests.Campaign.Planted;

/// <summary>
/// The project's assemblies once more, beside those that run the tests: some of them planted, the others as they were built.
/// Virtual time, Akka and the framework are shared.
/// </summary>
/// <param name="planted">Images of assemblies, by name.</param>
internal sealed class PlantedContext(IReadOnlyDictionary<string, byte[]> planted) : AssemblyLoadContext("planted", isCollectible: true)
{
    private static readonly string? VirtualTime = typeof(VirtualTime.VirtualSystem).Assembly.GetName().Name;

    protected override Assembly? Load(AssemblyName assemblyName)
    {
        var name = assemblyName.Name!;
        if (planted.TryGetValue(name, out var image)) return LoadFromStream(new MemoryStream(image));
        return !name.StartsWith("ActorBackprop.", StringComparison.Ordinal) || name == VirtualTime
            ? null
            : LoadFromAssemblyPath(Path.Combine(AppContext.BaseDirectory, name + ".dll"));
    }
}
