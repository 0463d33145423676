using System.Text.Json.Nodes;
using ActorBackprop.Configuration.Levels;
using ActorBackprop.Learning.Networks;
using ActorBackprop.Learning.Optimizers;
using ActorBackprop.Runs;
using ActorBackprop.Simulation.Worlds;
using ActorBackprop.Testing;

namespace ActorBackprop.Cli.Tests.Commands;

[Collection(nameof(OneConsole))]
public sealed class SimulateCommandTests(SmallDigits digits) : IClassFixture<SmallDigits>
{
    public static TheoryData<string> Levels => [.. Level.Names];

    [Fact]
    public void The_list_has_every_level_with_its_title_and_what_it_is_about()
    {
        var lines = InProcess.Ok("simulate", "--list").TrimEnd().Split('\n').Select(line => line.TrimEnd('\r')).ToArray();
        Assert.Equal(Level.Names.SelectMany(name => new[] { $"{name} {Level.Find(name).Title}", Level.Find(name).About }),
            lines.Select(line => string.Join(' ', line.Split(' ', StringSplitOptions.RemoveEmptyEntries))));
        Assert.All(lines, line => Assert.InRange(line.Length, 10, 120));
    }

    /// <summary>With its own settings and the digits that ship, as far as is needed to see it begin.</summary>
    [Theory, MemberData(nameof(Levels))]
    public void A_level_runs(string name)
    {
        var run = digits.At($"level-{name}");
        var last = JsonNode.Parse(InProcess.Ok("simulate", name, "--no-gradient", "--until", "50ms", "--json", "--out", run))!;
        Assert.Equal("run-stopped", last["event"]!.GetValue<string>());
        Assert.Equal(Level.Find(name).Title, last["level"]!.GetValue<string>());
        Assert.True(last["events"]!.GetValue<long>() > last["workers"]!.GetValue<int>()); // all that are not lost have joined
        Assert.StartsWith(Level.Find(name).Title,
            JsonNode.Parse(File.ReadAllText(Path.Combine(run, "world.json")))!["title"]!.GetValue<string>(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_world_that_a_run_left_is_a_level()
    {
        var first = Simulate("left", "flaky", "--seed", "3");
        var again = Simulate("again", Path.Combine(digits.At("left"), "world.json"),
            "--config", Path.Combine(digits.At("left"), "config.resolved.json"));
        Assert.Equal(first["eventsSha256"]!.GetValue<string>(), again["eventsSha256"]!.GetValue<string>());
        Assert.Equal(first["weightsSha256"]!.GetValue<string>(), again["weightsSha256"]!.GetValue<string>());
    }

    [Fact]
    public void A_profile_takes_the_place_of_the_level_s_figures()
    {
        var profile = new Profile
        {
            Machine = "a machine",
            Cores = 2,
            Networks =
            [
                new ProfileEntry
                {
                    Layers = [64, 12, 10],
                    Activation = [Activation.Sigmoid, Activation.Sigmoid],
                    Cost = Cost.Quadratic,
                    Optimizer = OptimizerKind.Sgd,
                    Momentum = 0,
                    Nesterov = false,
                    WeightDecay = 0,
                    Images = 300,
                    TestImages = 60,
                    Minibatch = 30,
                    Microbatch = 4,
                    Workers = 2,
                    SecondsPerSample = 1,
                    PartTimes = [1],
                    SecondsPerStep = 0,
                    SecondsPerEvaluation = 0,
                    EvaluationFactor = 1,
                },
            ],
        };
        File.WriteAllText(digits.At("profile.json"), Level.ToJson(profile));
        var last = Simulate("profiled", "perfect", "--profile", digits.At("profile.json"), "--workers", "2");
        Assert.True(last["validated"]!.GetValue<bool>());
        Assert.Equal("Simulated on the profile of a machine, which was measured with this very training.", last["validity"]!.GetValue<string>());
        Assert.Equal(320, last["virtualSeconds"]!.GetValue<double>(), 1e-3); // 20 steps of 30 samples, 16 of them on the first worker

        var other = Simulate("not-profiled", "perfect", "--profile", digits.At("profile.json"), "--workers", "3");
        Assert.False(other["validated"]!.GetValue<bool>());
    }

    [Fact]
    public void A_dry_run_shows_the_world_too_and_does_nothing()
    {
        var output = InProcess.Ok("simulate", "rack", "--dry-run", "--data", digits.Data, "--layers", SmallDigits.Layers, "--out", digits.At("dry"));
        Assert.Contains("\"latencySeconds\": 2E-05", output, StringComparison.Ordinal);
        Assert.Contains("8, of which 8 have a part of each full minibatch", output, StringComparison.Ordinal);
        Assert.False(Path.Exists(digits.At("dry")));
    }

    [Theory]
    [InlineData("rakc: no level and no file has this name; did you mean \"rack\"?", "rakc")]
    [InlineData("--until: expected a time above 0", "--until", "soon")]
    [InlineData("patience: it needs validation results", "--no-gradient", "--patience", "3")]
    [InlineData("--json and --dry-run exclude each other", "--json", "--dry-run")]
    [InlineData("nowhere.json: there is no such configuration file", "--profile", "nowhere.json")]
    [InlineData("straggler.jsonc(9,", "straggler", "--workers", "4")]
    [InlineData("momentum needs optimizer sgd, since adam averages its gradients already (momentum: --momentum; optimizer: thousand.jsonc(",
        "thousand", "--momentum", "0.5")]
    [InlineData("Unrecognized command or argument '--resume'. See: actorbackprop simulate --help", "--resume", "runs/x")]
    [InlineData("Unrecognized command or argument '--sequential'", "rack", "--sequential")]
    [InlineData("Unrecognized command or argument '--epoch'; did you mean --epochs? See: actorbackprop simulate --help", "--epoch", "3")]
    public void Flags_that_make_no_sense_end_with_2(string sentence, params string[] arguments) =>
        Assert.StartsWith(sentence, InProcess.Refusal(ExitCode.Usage, ["simulate", .. arguments]), StringComparison.Ordinal);

    private JsonNode Simulate(string name, params string[] arguments)
    {
        string[] settings = ["--data", digits.Data, "--layers", SmallDigits.Layers, "--epochs", "2", "--minibatch", "30", "--microbatch", "4"];
        var output = InProcess.Ok(["simulate", .. arguments, .. settings, "--json", "--out", digits.At(name)]);
        return JsonNode.Parse(output.TrimEnd().Split('\n')[^1])!;
    }
}
