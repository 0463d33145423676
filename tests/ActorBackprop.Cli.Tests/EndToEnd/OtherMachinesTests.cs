using System.Runtime.InteropServices;
using System.Text.Json;
using ActorBackprop.Testing;

namespace ActorBackprop.Cli.Tests.EndToEnd;

/// <summary>The same bits on processors that can do less, by other compilers, from anywhere.</summary>
[Trait("Category", "Long")]
public sealed class OtherMachinesTests(SmallDigits digits) : IClassFixture<SmallDigits>
{
    private const string Settings = "--epochs 2 --minibatch 37 --cost softmax-cross-entropy --activation tanh --learning-rate 0.2";

    // What is expected is what this machine computes as it comes.
    private Task<Outcome> Here(string name) => Run(name, []);

    [Theory]
    [InlineData("DOTNET_EnableAVX512", 256)]
    [InlineData("DOTNET_EnableAVX2", 128)] // takes the fused multiply-add with it, which then runs in software
    [InlineData("DOTNET_TieredCompilation", 512)]
    public async Task Processors_with_fewer_features_give_the_same_weights(string variable, int mostBits)
    {
        var here = Here($"here-{variable}");
        var there = Run($"there-{variable}", new() { [variable] = "0" });
        Assert.Equal((await here).Succeeded().Weights, (await there).Succeeded().Weights);

        using var record = JsonDocument.Parse(File.ReadAllText(Path.Combine(digits.At($"there-{variable}"), "run.json")));
        if (RuntimeInformation.ProcessArchitecture == Architecture.X64)
            Assert.InRange(record.RootElement.GetProperty("vectorBits").GetInt32(), 0, mostBits);
    }

    [Fact]
    public async Task A_run_from_another_directory_finds_the_same_files_and_weights()
    {
        var elsewhere = Directory.CreateDirectory(digits.At("else where")).FullName;
        var here = Here("from-here");
        var there = await Actorbackprop.Run(
            ["train", "--data", Path.Combine("..", "data"), "--layers", SmallDigits.Layers, "--json", .. Actorbackprop.Split(Settings)], elsewhere);
        Assert.Equal((await here).Succeeded().Weights, there.Succeeded().Weights);
        var run = Assert.Single(Directory.GetDirectories(Path.Combine(elsewhere, "runs"))); // where a run goes that is not told where
        Assert.EndsWith("_64-12-10_w2_s1", run, StringComparison.Ordinal);
    }

    private Task<Outcome> Run(string name, Dictionary<string, string> environment) =>
        Actorbackprop.Run(Actorbackprop.Train(digits, name, Settings), environment: environment);
}
