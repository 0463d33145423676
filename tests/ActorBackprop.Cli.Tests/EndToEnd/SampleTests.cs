using System.Text.Json.Nodes;
using ActorBackprop.Testing;

namespace ActorBackprop.Cli.Tests.EndToEnd;

/// <summary>The samples of the documentation, built and run as they are.</summary>
public sealed class SampleTests(SmallDigits digits) : IClassFixture<SmallDigits>
{
    [Theory, Trait("Category", "Long")]
    [InlineData("my-mode.cs", @"^9[0-9]\.[0-9] % after [0-9,]+ steps\s+9[0-9]\.[0-9] % after [0-9,]+ steps and [0-9.]+ s of virtual time\s*$")]
    [InlineData("my-compressor.cs", @"^9[0-9]\.[0-9] % with 6\.4 % of the bytes\s*$")]
    [InlineData("my-cost.cs", @"^9[0-9]\.[0-9] %; the gradient is right to [0-9.]+e-0*[6-9]\s*$")]
    [InlineData("my-data.cs", @"^(9[0-9]|100)\.[0-9] % of 1,000 points are on the spiral that the network says\s*$")]
    public void A_custom_part_is_one_file_and_trains(string sample, string expected)
    {
        var (exit, output, errors) = PythonFactAttribute.Run("dotnet", "run", "-c", "Release", PathOf(sample));
        Assert.True(exit == 0, output + errors);
        Assert.Matches(expected, output);
    }

    [Fact]
    public void The_page_on_extending_quotes_the_sample_of_a_mode()
    {
        var sample = File.ReadAllText(PathOf("my-mode.cs"));
        var page = File.ReadAllText(Path.Combine(Repository.Root, "docs", "extending.md"));
        var quotes = page.Split("```csharp\n").Skip(1).Select(part => part.Split("```")[0]).ToList();
        Assert.Equal(3, quotes.Count);
        Assert.All(quotes.SelectMany(quote => quote.Split("\n\n")), quote => Assert.Contains(quote, sample, StringComparison.Ordinal));
    }

    [PythonFact("pandas")]
    public async Task Metrics_go_to_pandas()
    {
        var run = digits.At("metrics");
        (await Actorbackprop.Run(Actorbackprop.Train(digits, "metrics", "--epochs 3"))).Succeeded();
        var (exit, output, errors) = PythonFactAttribute.Run(PythonFactAttribute.Python("pandas")!, PathOf("metrics.py"), run);
        Assert.True(exit == 0, output + errors);

        var epochs = File.ReadAllLines(Path.Combine(run, "metrics.jsonl")).Select(line => JsonNode.Parse(line)!).ToList();
        var lines = output.TrimEnd().Split('\n');
        var best = epochs.MaxBy(epoch => (double)epoch["testAccuracy"]!)!;
        Assert.Equal(3, epochs.Count);
        Assert.Equal(FormattableString.Invariant($"Best: {100 * (double)best["testAccuracy"]!:0.00}% after epoch {best["epoch"]}"), lines[^1]);
        foreach (var (epoch, line) in epochs.Zip(lines[2..5]))
            Assert.StartsWith(FormattableString.Invariant($"{(int)epoch["epoch"]!}"), line);
        var rows = File.ReadAllLines(Path.Combine(run, "metrics.csv"));
        Assert.Equal(epochs.Select(epoch => (string)epoch["weightsSha256"]!), rows[1..].Select(row => row.Split(',')[^1]));
    }

    private static string PathOf(string sample) => Path.Combine(Repository.Root, "docs", "samples", sample);
}
