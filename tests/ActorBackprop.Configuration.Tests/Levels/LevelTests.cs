using System.Text.Json;
using ActorBackprop.Configuration.Levels;
using ActorBackprop.Simulation.Worlds;
using ActorBackprop.Testing;

namespace ActorBackprop.Configuration.Tests.Levels;

public sealed class LevelTests : IDisposable
{
    private static readonly Dictionary<string, string> NoEnvironment = [];

    private readonly TemporaryDirectory _directory = new();

    public static TheoryData<string> Shipped => [.. Level.Names];

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void The_included_levels_are_found_by_name() => Assert.Equal(
        ["flaky", "partition", "perfect", "rack", "rolling-crashes", "straggler", "ten-thousand", "thousand", "uneven", "wireless"], Level.Names);

    [Theory, MemberData(nameof(Shipped))]
    public void An_included_level_has_a_unique_title_and_settings_that_suit_it(string name)
    {
        var level = Level.Find(name);
        Assert.Single(Level.Names, other => Level.Find(other).Title == level.Title);
        Assert.Equal(level.Title, level.World.Title);
        Assert.InRange(level.About.Length, 20, 110);
        level.Check(ResolvedConfiguration.Resolve(null, NoEnvironment, [], level).Settings.Workers);
    }

    [Fact]
    public void The_perfect_network_is_the_default_of_everything()
    {
        var perfect = Level.Find("perfect");
        Assert.Equal(Json(new WorldSettings { Title = "Perfect network" }), Json(perfect.World));
        Assert.Equal(new TrainingSettings(), ResolvedConfiguration.Resolve(null, NoEnvironment, [], perfect).Settings);
    }

    [Fact]
    public void A_name_comes_before_a_file_of_the_same_name_and_a_path_is_a_path()
    {
        var path = Write("""{ "title": "My own" }""");
        Assert.Equal("My own", Level.Find(path).Title);
        Assert.Equal("Rack at 10 Gb/s", Level.Find("rack").Title);
    }

    [Theory]
    [InlineData("rak", "rak: no level and no file has this name; did you mean \"rack\"?")]
    [InlineData("x", "x: no level and no file has this name; there are flaky, partition, perfect, rack, rolling-crashes, "
        + "straggler, ten-thousand, thousand, uneven, wireless.")]
    [InlineData("", "nothing: no level and no file has this name; there are flaky, partition, perfect, rack, rolling-crashes, "
        + "straggler, ten-thousand, thousand, uneven, wireless.")]
    public void A_name_that_nothing_has_is_refused_with_the_nearest(string name, string sentence) =>
        Assert.Equal(sentence, Doors.Refusal(() => Level.Find(name)));

    [Fact]
    public void A_levels_settings_come_first_and_their_origin_is_its_line()
    {
        var level = Level.Find(Write("""
            {
              "title": "A test",
              "train": {
                "epochs": 2, "seed": 2, "workers": 2,
                "minibatch": 20 },
            }
            """));
        var file = _directory["train.jsonc"];
        File.WriteAllText(file, """{ "epochs": 3, "seed": 3, "workers": 3 }""");
        var environment = new Dictionary<string, string> { ["ACTORBP_EPOCHS"] = "4", ["ACTORBP_SEED"] = "4" };

        var resolved = ResolvedConfiguration.Resolve(file, environment, [new("seed", "5", "--seed")], level);

        EachSetting.AssertSame(new TrainingSettings { Seed = 5, Epochs = 4, Workers = 3, Minibatch = 20 }, resolved.Settings);
        Assert.Equal($"{_directory["level.jsonc"]}(5,5)", resolved.Origins["minibatch"]);
        Assert.Equal($"{file}(1,27)", resolved.Origins["workers"]);
    }

    [Fact]
    public void The_origin_in_a_level_that_ships_is_its_file_name_alone()
    {
        var origins = ResolvedConfiguration.Resolve(null, NoEnvironment, [], Level.Find("rack")).Origins;
        var line = File.ReadAllLines(Path.Combine(Level.Directory, "rack.jsonc")).Index()
            .Single(line => line.Item.Contains("\"workers\"", StringComparison.Ordinal));
        Assert.Equal($"rack.jsonc({line.Index + 1},{line.Item.IndexOf("\"workers\"", StringComparison.Ordinal) + 1})", origins["workers"]);
    }

    [Fact]
    public void A_world_written_as_a_level_is_read_back_as_it_was()
    {
        var path = _directory["world.json"];
        File.WriteAllText(path, Level.ToJson(SomeWorld.WithNothingAtItsDefault));
        Assert.Equal(Json(SomeWorld.WithNothingAtItsDefault), Json(Level.Find(path).World));
    }

    [Fact]
    public void A_profile_is_read_back_as_it_was()
    {
        var path = _directory["profile.json"];
        File.WriteAllText(path, Level.ToJson(SomeWorld.WithNothingAtItsDefault.Profile!));
        Assert.Equal(Json(SomeWorld.WithNothingAtItsDefault.Profile!), Json(Level.ReadProfile(path)));
    }

    private static string Json<T>(T value) => JsonSerializer.Serialize(value);

    private string Write(string json)
    {
        File.WriteAllText(_directory["level.jsonc"], json);
        return _directory["level.jsonc"];
    }
}
