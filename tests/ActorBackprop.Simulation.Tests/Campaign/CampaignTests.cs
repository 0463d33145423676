using System.Diagnostics;
using System.Globalization;
using ActorBackprop.Simulation.Tests.Campaign.Checks;
using Xunit.Abstractions;

namespace ActorBackprop.Simulation.Tests.Campaign;

/// <summary>
/// Many worlds, each drawn from a seed, each with faults until it heals. Whatever goes wrong, the training ends, with the
/// sequential trainer's bits and an account of every gradient.
/// </summary>
public sealed class CampaignTests(ITestOutputHelper output)
{
    /// <summary>Seeds where the environment asks for no other number: as many as a CI run has time for, and as a first look.</summary>
    private const int Default = 5000, Few = 250;

    private const int MaxLines = 20;

    private static readonly long First = Setting("ACTORBACKPROP_CAMPAIGN_FIRST", 1), Count = Setting("ACTORBACKPROP_CAMPAIGN_SEEDS", Default);

    [Fact, Trait("Category", "Long")]
    public void Every_seed_ends_with_the_sequential_weights_and_an_account_of_every_gradient() => Run(First, Count);

    [Fact]
    public void The_first_seeds_end_with_the_sequential_weights_and_an_account_of_every_gradient() => Run(1, Few);

    [Fact]
    public void A_seed_run_twice_is_the_same_run_event_for_event()
    {
        var hashes = new HashSet<string>();
        foreach (var seed in Seeds(First, Math.Min(Count, 25)))
        {
            var (one, other) = (HashOf(seed), HashOf(seed));
            Assert.True(one == other, $"seed {seed}: {one}, then {other}");
            hashes.Add(one);
        }
        Assert.Equal(Math.Min(Count, 25), hashes.Count);
    }

    [Fact]
    public void The_campaign_is_alive_it_fails_when_it_is_told_other_weights()
    {
        // In these seeds each version has a reader that cannot be taken for lost, so that its bits are checked.
        foreach (var first in new[] { 2, 3, 4, 5 })
        {
            Assert.Null(CampaignRun.Run(first, Oracle.Of, new Dictionary<string, long>()));
            var steps = Oracle.Of(first).Length - 2;
            Assert.Equal("Weights", CampaignRun.Run(first, seed => Wrong(seed, steps + 1), new Dictionary<string, long>())?[0]);
            for (var version = 0; version < steps; version++)
                Assert.Equal("Versions", CampaignRun.Run(first, seed => Wrong(seed, version), new Dictionary<string, long>())?[0]);
        }
    }

    private void Run(long first, long count)
    {
        var watch = Stopwatch.StartNew();
        var (seen, failures) = (new Dictionary<string, long>(), new SortedDictionary<long, string>());
        OnThreads.Each(Seeds(first, count), seed =>
        {
            var own = new Dictionary<string, long>();
            var violation = CampaignRun.Run(seed, Oracle.Of, own);
            lock (seen)
            {
                foreach (var (what, times) in own) seen[what] = seen.GetValueOrDefault(what) + times;
                if (violation is not null) failures.Add(seed, Line(seed, violation));
            }
        });
        output.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{count} seeds from {first}, {failures.Count} violations, {watch.Elapsed.TotalSeconds:F1} s, "
            + $"{count / watch.Elapsed.TotalSeconds:F0} seeds/s"));
        foreach (var what in Sightings.Expected) output.WriteLine($"{seen.GetValueOrDefault(what),10} {what}");
        Assert.True(failures.Count == 0, string.Join('\n', failures.Values.Take(MaxLines)));
        var unseen = Sightings.Expected.Where(what => !seen.ContainsKey(what)).ToList();
        if (count >= Default) Assert.Empty(unseen); // fewer seeds need not see everything
    }

    /// <summary>What replays a failing seed, with where it failed behind it.</summary>
    internal static string Line(long seed, string[] violation) =>
        $"ACTORBACKPROP_CAMPAIGN_SEEDS=1 ACTORBACKPROP_CAMPAIGN_FIRST={seed} dotnet test tests/ActorBackprop.Simulation.Tests -c Release "
        + $"--filter CampaignTests # {violation[1]}: {violation[0]}: {violation[2]}";

    internal static IEnumerable<long> Seeds(long first, long count)
    {
        for (var seed = first; seed < first + count; seed++) yield return seed;
    }

    private static string HashOf(long seed)
    {
        using var trial = new Trial(CampaignCase.Of(seed), Oracle.Of(seed));
        trial.Run();
        return $"{trial.World.Virtual.Log.Hash} {trial.World.Virtual.Log.Count}";
    }

    private static ulong[] Wrong(long seed, int at)
    {
        var versions = Oracle.Of(seed);
        versions[at]++;
        return versions;
    }

    private static long Setting(string name, long otherwise) => Environment.GetEnvironmentVariable(name) is not { Length: > 0 } text ? otherwise
        : long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0 ? number
        : throw new ArgumentException($"{name}: expected a whole number above 0, found '{text}'");
}
