using System.Diagnostics;
using System.Globalization;
using ActorBackprop.Simulation.Tests.Campaign.Checks;
using Xunit.Abstractions;

namespace ActorBackprop.Simulation.Tests.Campaign;

/// <summary>
/// Many worlds, each drawn from a seed with one of the consistency modes, each with faults until it heals. Whatever goes wrong, the
/// training ends, with the weights that the mode promises and an account of every gradient.
/// </summary>
public sealed class CampaignTests(ITestOutputHelper output)
{
    /// <summary>Seeds, unless the environment asks for another number: of the long test, and of the quick one.</summary>
    private const int Default = 5000, Few = 90;

    private const int MaxLines = 20;

    private static readonly long First = Setting("ACTORBACKPROP_CAMPAIGN_FIRST", 1), Count = Setting("ACTORBACKPROP_CAMPAIGN_SEEDS", Default);

    [Fact, Trait("Category", "Long")]
    public void Every_seed_keeps_the_promises_of_its_mode() => Run(First, Count);

    [Fact]
    public void The_first_seeds_keep_the_promises_of_their_modes() => Run(1, Few);

    [Fact]
    public void A_seed_gives_the_same_events_each_time()
    {
        var hashes = new HashSet<string>();
        foreach (var seed in Seeds(First, Math.Min(Count, 18)))
        {
            var (one, other) = (HashOf(seed), HashOf(seed));
            Assert.True(one == other, $"seed {seed}: {one}, then {other}");
            hashes.Add(one);
        }
        Assert.Equal(Math.Min(Count, 18), hashes.Count);
    }

    /// <summary>A version of the parameters may have no reader whose copy must be right; most have one.</summary>
    [Fact]
    public void Every_mode_fails_when_it_is_told_other_weights()
    {
        foreach (var seed in Seeds(1, CampaignMode.Names.Count))
        {
            var steps = 0;
            Assert.Null(RunWith(seed, (_, _) => steps++));
            var mode = CampaignMode.NameOf(seed);
            Assert.Equal((mode, "Weights"), (mode, RunWith(seed, (call, numbers) => numbers[1] += call == steps - 1 ? 1UL : 0)?[0]));
            var caught = Enumerable.Range(0, Math.Min(steps, 10)).Select(step => RunWith(seed, (call, numbers) => numbers[0] += call == step ? 1UL : 0));
            Assert.True(caught.Any(violation => violation?[0] == "Versions"), $"{mode}: no other version was noticed");
        }
    }

    /// <summary>Runs a seed with an oracle whose answers are changed.</summary>
    private static string[]? RunWith(long seed, Action<int, ulong[]> change) => CampaignRun.Run(seed, one =>
    {
        var (oracle, calls) = (Oracle.Of(one), 0);
        return parts =>
        {
            var numbers = oracle(parts);
            change(calls++, numbers);
            return numbers;
        };
    }, new Dictionary<string, long>());

    private void Run(long first, long count)
    {
        var (watch, failures) = (Stopwatch.StartNew(), new SortedDictionary<long, string>());
        var seen = CampaignMode.Names.ToDictionary(mode => mode, _ => new Dictionary<string, long>());
        OnThreads.Each(Seeds(first, count), seed =>
        {
            var own = new Dictionary<string, long>();
            var violation = CampaignRun.Run(seed, Oracle.Of, own);
            lock (seen)
            {
                var all = seen[CampaignMode.NameOf(seed)];
                all["seeds"] = all.GetValueOrDefault("seeds") + 1;
                foreach (var (what, times) in own) all[what] = all.GetValueOrDefault(what) + times;
                if (violation is not null) failures.Add(seed, Line(seed, violation));
            }
        });
        output.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{count} seeds from {first}, {failures.Count} violations, {watch.Elapsed.TotalSeconds:F1} s, "
            + $"{count / watch.Elapsed.TotalSeconds:F0} seeds/s"));
        output.WriteLine(string.Join(", ", CampaignMode.Names));
        foreach (var what in seen.Values.SelectMany(one => one.Keys).Distinct().Order(StringComparer.Ordinal))
            output.WriteLine(string.Concat(seen.Values.Select(one => $"{one.GetValueOrDefault(what),9}")) + " " + what);
        Assert.True(failures.Count == 0, string.Join('\n', failures.Values.Take(MaxLines)));
        if (count < Default) return; // fewer seeds need not see everything
        Assert.Empty(Sightings.Expected.Except(seen.Values.SelectMany(one => one.Keys)));
        foreach (var (mode, own) in seen)
            Assert.Empty(Sightings.ExpectedIn(mode).Except(own.Keys).Select(what => $"{mode}: {what}"));
    }

    /// <summary>Returns the command that runs a failing seed again, with its mode and where it failed behind it.</summary>
    internal static string Line(long seed, string[] violation) =>
        $"ACTORBACKPROP_CAMPAIGN_SEEDS=1 ACTORBACKPROP_CAMPAIGN_FIRST={seed} dotnet test tests/ActorBackprop.Simulation.Tests -c Release "
        + $"--filter CampaignTests # {CampaignMode.NameOf(seed)}, {violation[1]}: {violation[0]}: {violation[2]}";

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

    private static long Setting(string name, long otherwise) => Environment.GetEnvironmentVariable(name) is not { Length: > 0 } text ? otherwise
        : long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0 ? number
        : throw new ArgumentException($"{name}: expected a whole number above 0, found '{text}'");
}
