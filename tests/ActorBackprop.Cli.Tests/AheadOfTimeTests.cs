using System.Reflection.PortableExecutable;

namespace ActorBackprop.Cli.Tests;

/// <summary>The program that the tests run is compiled ahead of time for this machine, as a published one is.</summary>
public sealed class AheadOfTimeTests
{
    [AheadOfTimeTheory]
    [InlineData("actorbackprop.dll")]
    [InlineData("ActorBackprop.Cluster.dll")]
    [InlineData("Akka.Remote.dll")]
    [InlineData("System.CommandLine.dll")]
    public void Code_on_the_path_of_a_start_is_compiled_ahead_of_time(string assembly)
    {
        using var image = new PEReader(File.OpenRead(Path.Combine(AppContext.BaseDirectory, assembly)));
        Assert.NotEqual(0, image.PEHeaders.CorHeader!.ManagedNativeHeaderDirectory.Size);
        Assert.True(image.HasMetadata);
    }

    [Fact]
    public void A_package_contains_no_native_code_and_runs_on_any_machine()
    {
        var own = Path.Combine(Repository.Root, "artifacts", "obj", "ActorBackprop.Cli", "release", "actorbackprop.dll");
        if (!File.Exists(own)) return; // a debug build
        using var image = new PEReader(File.OpenRead(own));
        Assert.Equal(0, image.PEHeaders.CorHeader!.ManagedNativeHeaderDirectory.Size);
    }
}

/// <summary>A theory for where the SDK's ahead-of-time compiler was to be had.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class AheadOfTimeTheoryAttribute : TheoryAttribute
{
    public AheadOfTimeTheoryAttribute()
    {
        var images = Path.Combine(Repository.Root, "artifacts", "obj", "ActorBackprop.Cli", "ahead-of-time");
        if (!Directory.Exists(images)) Skip = "nothing is compiled ahead of time here: no compiler was to be had, or it is no release";
    }
}
