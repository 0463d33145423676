using System.Diagnostics;
using System.Globalization;

namespace ActorBackprop.VirtualTime.Tests.Determinism;

/// <summary>
/// The same seed gives the same events in every process. The processes have to be separate: each has its own hashes of strings and
/// its own random ids of actors.
/// </summary>
public sealed class DeterminismTests
{
    private static readonly Lazy<Task<Outcome>> Expected = new(() => Run("1"));

    private sealed record Outcome(string Hash, IReadOnlyDictionary<string, long> Counts);

    [Fact, Trait("Category", "Long")]
    public async Task Another_process_does_the_same()
    {
        var again = await Run("1");
        Assert.Equal((await Expected.Value).Hash, again.Hash);
        Assert.Equal((await Expected.Value).Counts, again.Counts);
    }

    [Fact, Trait("Category", "Long")]
    public async Task The_tests_own_process_does_the_same()
    {
        var expected = await Expected.Value;
        Assert.Equal(expected.Hash, await Task.Factory.StartNew(
            static () =>
            {
                using var town = new Town(1, isCanary: false);
                town.Run();
                return town.System.Log.Hash;
            },
            CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default));
    }

    [Fact, Trait("Category", "Long")]
    public async Task One_core_changes_nothing() =>
        Assert.Equal((await Expected.Value).Hash, (await Run("1 pinned", ("DOTNET_PROCESSOR_COUNT", "1"))).Hash);

    [Theory, Trait("Category", "Long")]
    [InlineData("DOTNET_TieredCompilation", "0")]
    [InlineData("DOTNET_gcServer", "1")]
    public async Task Compilation_and_garbage_collection_change_nothing(string variable, string value) =>
        Assert.Equal((await Expected.Value).Hash, (await Run("1", (variable, value))).Hash);

    [Fact, Trait("Category", "Long")]
    public async Task Another_seed_gives_other_events() => Assert.NotEqual((await Expected.Value).Hash, (await Run("2")).Hash);

    [Fact, Trait("Category", "Long")]
    public async Task Every_kind_of_fault_happens_in_the_town()
    {
        var counts = (await Expected.Value).Counts;
        Assert.InRange(counts["Events"], 100_000, 1_000_000);
        Assert.InRange(counts["ChildRestarts"], 100, 100_000);
        Assert.All(counts, count => Assert.True(count.Value >= 10, $"{count.Key}: {count.Value}"));
        Assert.Equal(Enum.GetNames<FaultKind>().Length + 3, counts.Count);
    }

    /// <summary>A town whose parents use Akka's order of children. If it were deterministic, the tests above would prove little.</summary>
    [Fact, Trait("Category", "Long")]
    public async Task The_canary_differs_from_process_to_process() =>
        Assert.NotEqual((await Run("1 canary")).Hash, (await Run("1 canary")).Hash);

    private static async Task<Outcome> Run(string arguments, params (string Name, string Value)[] environment)
    {
        var start = new ProcessStartInfo(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet")
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var argument in (string[])["exec", typeof(Town).Assembly.Location, .. arguments.Split(' ')]) start.ArgumentList.Add(argument);
        foreach (var (name, value) in environment) start.Environment[name] = value;
        using var process = Process.Start(start)!;
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await Task.WhenAll(output, error, process.WaitForExitAsync()).WaitAsync(TimeSpan.FromMinutes(10));
        Assert.True(process.ExitCode == 0, $"{arguments}: {await error}");
        var lines = (await output).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split(' ')).ToList();
        return new Outcome(
            Assert.Single(lines, words => words[0] == "hash")[1],
            lines.Where(words => words[0] == "count").ToDictionary(words => words[1], words => long.Parse(words[2], CultureInfo.InvariantCulture)));
    }
}
