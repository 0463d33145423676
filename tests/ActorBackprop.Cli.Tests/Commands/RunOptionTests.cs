using ActorBackprop.Cli.Tests.EndToEnd;
using ActorBackprop.Runs;
using ActorBackprop.Testing;

namespace ActorBackprop.Cli.Tests.Commands;

/// <summary>In processes of their own: the runs are those of the working directory.</summary>
[Collection(nameof(OneConsole))]
public sealed class RunOptionTests(SmallDigits digits) : IClassFixture<SmallDigits>
{
    private static readonly DateTime Noon = new(2026, 6, 1, 12, 0, 0, DateTimeKind.Utc);

    [Fact]
    public async Task The_run_whose_record_was_written_last_is_the_default()
    {
        (await Actorbackprop.Run(Actorbackprop.Train(digits, "runs/a", "--epochs 1 --sequential"))).Succeeded();
        foreach (var name in new[] { "b", "c" }) RunFiles.Copy(digits.At("runs/a"), digits.At($"runs/{name}"));
        Directory.CreateDirectory(digits.At("runs/d-without-a-record"));
        Write("a", Noon);
        Write("b", Noon.AddHours(1));
        Write("c", Noon.AddMinutes(-1));
        Assert.Equal(Path.Combine("runs", "b"), await Evaluated());
        Write("a", Noon.AddHours(2));
        Assert.Equal(Path.Combine("runs", "a"), await Evaluated());
        Assert.Equal(digits.At("runs/c"), await Evaluated("--run", digits.At("runs/c")));
    }

    [Theory]
    [InlineData("no-runs"), InlineData("no-runs/runs/no-record")]
    public async Task Without_a_run_the_error_says_how_to_train_one(string directory)
    {
        Directory.CreateDirectory(digits.At(directory));
        var outcome = await Actorbackprop.Run(["evaluate"], digits.At("no-runs"));
        var sentence = outcome.Failed(ExitCode.Usage);
        Assert.StartsWith("There is no run in ", sentence, StringComparison.Ordinal);
        Assert.EndsWith($"{Path.Combine("no-runs", "runs")}; name one with --run DIR, or train one: actorbackprop train.", sentence,
            StringComparison.Ordinal);
    }

    private void Write(string run, DateTime time) => File.SetLastWriteTimeUtc(digits.At($"runs/{run}/run.json"), time);

    private async Task<string> Evaluated(params string[] flags) =>
        Outcome.Text((await Actorbackprop.Run(["evaluate", "--json", .. flags], digits.Root)).Succeeded().Last, "directory");
}
