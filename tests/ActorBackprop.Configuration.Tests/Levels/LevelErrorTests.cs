using ActorBackprop.Configuration.Levels;
using ActorBackprop.Testing;

namespace ActorBackprop.Configuration.Tests.Levels;

/// <summary>What is wrong with a level is one sentence, with line and column, what was expected and what was found.</summary>
public sealed class LevelErrorTests : IDisposable
{
    private const int Workers = 8;

    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Theory]
    [InlineData("""{ "about": "x" }""", ": expected the key \"title\", found none.")]
    [InlineData("""{ "title": "" }""", "(1,12): title: expected one line of 1 to 100 characters, found \"\".")]
    [InlineData("""{ "title": "a\nb" }""", "(1,12): title: expected one line of 1 to 100 characters, found \"a\\nb\".")]
    [InlineData("""{ "title": 3 }""", "(1,12): title: expected one line of 1 to 100 characters, found 3.")]
    [InlineData("""{ "title": "t", "wrld": {} }""", "(1,17): unknown key \"wrld\"; did you mean \"world\"?")]
    [InlineData("""{ "title": "t", "goal": 0.9 }""", "(1,25): goal: expected an object, found 0.9.")]
    [InlineData("""{ "title": "t", "goal": { "accuracy": 90 } }""", "(1,39): goal.accuracy: expected a number from 0 to 1, found 90.")]
    [InlineData("""{ "title": "t", "goal": { "seconds": 1 } }""", "(1,25): goal: expected the key \"accuracy\", found none.")]
    [InlineData("""{ "title": "t", "world": [] }""", "(1,26): world: expected an object, found [].")]
    [InlineData("""{ "title": "t", "train": 3 }""", "(1,26): train: expected an object, found 3.")]
    [InlineData("""{ "title": "t", "train": { "epochs": 0 } }""", "(1,38): epochs: expected a whole number of 1 or more, found 0.")]
    [InlineData("""{ "title": "t", "train": { "epoch": 1 } }""", "(1,28): unknown key \"epoch\"; did you mean \"epochs\"?")]
    [InlineData("""{ "title": "t", "title": "t" }""", "(1,17): the key \"title\" is given twice, first at (1,3).")]
    [InlineData("""{ "title": "t" """, "(1,16): expected JSON: ")]
    public void An_invalid_level_file_is_refused_with_its_place(string json, string sentence) => Assert.StartsWith(sentence, Refusal(json), StringComparison.Ordinal);

    // The fault stands behind the @, which is not written.
    [Theory]
    [InlineData("@\"link\": {}", "unknown key \"link\"; did you mean \"links\"?")]
    [InlineData("@\"weather\": {}",
        "unknown key \"weather\"; there are compute, server, links, failureDetectionSeconds, script, swarm, tickSeconds, profile.")]
    [InlineData("\"links\": {@\"latency\": 1}", "links: unknown key \"latency\"; did you mean \"latencySeconds\"?")]
    [InlineData("\"links\": @1", "links: expected an object, found 1.")]
    [InlineData("\"links\": {\"latencySeconds\": @-1}", "links.latencySeconds: expected a number from 0 to 3600, found -1.")]
    [InlineData("\"links\": {\"latencySeconds\": @1e300}", "links.latencySeconds: expected a number from 0 to 3600, found 1e300.")]
    [InlineData("\"links\": {\"latencySeconds\": @\"1\"}", "links.latencySeconds: expected a number from 0 to 3600, found \"1\".")]
    [InlineData("\"links\": {\"loss\": @1.5}", "links.loss: expected a number from 0 to below 1, found 1.5.")]
    [InlineData("\"links\": {\"loss\": @1}", "links.loss: expected a number from 0 to below 1, found 1.")]
    [InlineData("\"links\": {\"break\": @1}", "links.break: expected a number from 0 to below 1, found 1.")]
    [InlineData("\"links\": {\"loss\": @1e999}", "links.loss: expected a number from 0 to below 1, found 1e999.")]
    [InlineData("\"links\": {\"bytesPerSecond\": @10}", "links.bytesPerSecond: expected 0 or a number from 1000 to 1000000000000, found 10.")]
    [InlineData("\"links\": {\"queueBytes\": @1.5}", "links.queueBytes: expected a whole number of 0 or more, found 1.5.")]
    [InlineData("\"compute\": {\"law\": {\"kind\": @\"gauss\"}}",
        "compute.law.kind: expected constant, exponential, shifted-exponential, pareto, log-normal or empirical, found \"gauss\".")]
    [InlineData("\"compute\": {\"law\": {\"shape\": @1}}", "compute.law.shape: expected a number above 1, found 1.")]
    [InlineData("\"compute\": {\"law\": @{\"kind\": \"empirical\"}}", "compute.law.values: expected one or more numbers, found none.")]
    [InlineData("\"compute\": {\"law\": {\"values\": @[1, 0]}}", "compute.law.values: expected numbers from 1E-18 to 1E+17, found [1, 0].")]
    [InlineData("\"compute\": {\"stragglers\": @{}}", "compute.stragglers: expected an array of at most 100000 objects, found an object.")]
    [InlineData("\"compute\": {\"stragglers\": [@{\"worker\": 1}]}", "compute.stragglers[0]: expected the key \"factor\", found none.")]
    [InlineData("\"compute\": {\"stragglers\": [{\"worker\": @8, \"factor\": 2}]}",
        "compute.stragglers[0].worker: expected the number of one of 8 workers, from 0 to 7, found 8.")]
    [InlineData("\"compute\": {\"stragglers\": [{\"worker\": 1, \"factor\": 2}, {\"worker\": @1, \"factor\": 3}]}",
        "compute.stragglers[1].worker: expected each worker once, found 1 again.")]
    [InlineData("\"compute\": {\"stragglers\": [{\"worker\": 1, \"factor\": @0}]}",
        "compute.stragglers[0].factor: expected a number from 1E-06 to 1000000, found 0.")]
    [InlineData("\"script\": [@{\"do\": \"crash\", \"workers\": [1]}]", "script[0]: expected the key \"atSeconds\", found none.")]
    [InlineData("\"script\": [{\"atSeconds\": 1, \"do\": @\"explode\", \"workers\": [1]}]",
        "script[0].do: expected crash, restart, leave, pause, resume, slow, cut, heal, join, latency, bandwidth, loss or learning-rate, found \"explode\".")]
    [InlineData("\"script\": [{\"atSeconds\": 1, \"do\": \"crash\", \"workers\": @[7, 8]}]",
        "script[0].workers: expected the number of one of 8 workers, from 0 to 7, found 8.")]
    [InlineData("\"script\": [@{\"atSeconds\": 1, \"do\": \"crash\"}]", "script[0].workers: expected one or more of them to crash, found none.")]
    [InlineData("\"script\": [{\"atSeconds\": 1, \"do\": \"join\", \"workers\": @[1]}]",
        "script[0].workers: expected none, since join takes no workers, found 1.")]
    [InlineData("\"script\": [{\"atSeconds\": 1, \"do\": \"loss\", \"value\": @2}]",
        "script[0].value: expected a number from 0 to 1 for loss, found 2.")]
    [InlineData("\"script\": [@{\"atSeconds\": 1, \"do\": \"slow\", \"workers\": [1]}]",
        "script[0].value: expected a number from 1E-06 to 1000000 for slow, found 0.")]
    [InlineData("\"script\": [{\"atSeconds\": 1, \"do\": \"crash\", \"workers\": [1], \"value\": @2}]",
        "script[0].value: expected none for crash, found 2.")]
    [InlineData("\"script\": [{\"atSeconds\": 1, \"do\": \"loss\", \"value\": 0.5, \"forSeconds\": @2}]",
        "script[0].forSeconds: expected 0, since nothing undoes loss, found 2.")]
    [InlineData("\"swarm\": {\"downSeconds\": @0}", "swarm.downSeconds: expected a number from 1E-06 to 1000000000, found 0.")]
    [InlineData("\"tickSeconds\": @0", "tickSeconds: expected a number from 1E-06 to 3600, found 0.")]
    [InlineData("\"tickSeconds\": @null", "tickSeconds: expected a number from 1E-06 to 3600, found null.")]
    [InlineData("\"profile\": @{\"machine\": \"m\", \"cores\": 2}", "profile: expected the key \"networks\", found none.")]
    public void An_invalid_world_is_refused_with_its_place(string world, string sentence)
    {
        var at = world.IndexOf('@', StringComparison.Ordinal);
        Assert.Equal($"(2,{at + 1}): {sentence}", Refusal($"{{ \"title\": \"t\", \"world\": {{\n{world.Remove(at, 1)}\n}} }}"));
    }

    [Fact]
    public void A_worker_that_joins_in_a_script_can_crash_afterwards_and_not_before()
    {
        const string join = "{\"atSeconds\": 2, \"do\": \"join\"}";
        Level(Script($"{{\"atSeconds\": 3, \"do\": \"crash\", \"workers\": [8]}}, {join}")).Check(Workers);
        Assert.Equal("(2,55): script[0].workers: expected the number of one of 8 workers, from 0 to 7, found 8.",
            Refusal(Script($"{{\"atSeconds\": 1, \"do\": \"crash\", \"workers\": [8]}}, {join}")));
    }

    [Fact]
    public void A_script_has_ten_thousand_entries_and_no_more()
    {
        const string crash = "{\"atSeconds\":1,\"do\":\"crash\",\"workers\":[0]}";
        Level(Script(string.Join(",\n", Enumerable.Repeat(crash, 10_000)))).Check(Workers);
        Assert.Equal("(2,11): script: expected at most 10000 entries, found 10001.",
            Refusal(Script(string.Join(",\n", Enumerable.Repeat(crash, 10_001)))));
    }

    [Fact]
    public void A_level_longer_than_a_mebibyte_is_not_read() => Assert.Equal(
        ": the configuration file cannot be read (it has more than 1048576 bytes).", Refusal("{ \"title\": \"t\" }".PadRight((1 << 20) + 1)));

    [Fact]
    public void A_profile_of_impossible_numbers_is_refused_where_they_stand()
    {
        var path = _directory["profile.json"];
        File.WriteAllText(path, """
            { "machine": "m", "cores": 0, "networks": [] }
            """);
        Assert.Equal($"{path}(1,28): cores: expected a whole number of 1 or more, found 0.", Doors.Refusal(() => ActorBackprop.Configuration.Levels.Level.ReadProfile(path)));
    }

    private static string Script(string entries) => $"{{ \"title\": \"t\", \"world\": {{\n\"script\": [{entries}]\n}} }}";

    private Level Level(string json)
    {
        File.WriteAllText(_directory["level.jsonc"], json);
        return ActorBackprop.Configuration.Levels.Level.Find(_directory["level.jsonc"]);
    }

    /// <summary>The sentence, without the name of the file.</summary>
    private string Refusal(string json) => Doors.Refusal(() =>
    {
        var level = Level(json);
        ResolvedConfiguration.Resolve(null, new Dictionary<string, string>(), [], level);
        level.Check(Workers);
    }).Replace(_directory["level.jsonc"], "", StringComparison.Ordinal);
}
