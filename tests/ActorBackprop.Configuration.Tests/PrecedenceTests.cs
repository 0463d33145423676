
namespace ActorBackprop.Configuration.Tests;

public sealed class PrecedenceTests
{
    [Fact]
    public void Flags_override_the_environment_the_file_and_the_defaults_in_this_order()
    {
        using var file = new TemporaryFile("{\n  \"seed\": 2, \"epochs\": 2,\n  \"workers\": 3\n}");
        var environment = new Dictionary<string, string> { ["ACTORBP_EPOCHS"] = "4", ["ACTORBP_SEED"] = "4", ["HOME"] = "/" };

        var resolved = ResolvedConfiguration.Resolve(file.Path, environment, [new("seed", "5", "--seed")]);

        EachSetting.AssertSame(new TrainingSettings { Seed = 5, Epochs = 4, Workers = 3 }, resolved.Settings);
        Assert.Equal("--seed", resolved.Origins["seed"]);
        Assert.Equal("environment ACTORBP_EPOCHS", resolved.Origins["epochs"]);
        Assert.Equal($"{file.Path}(3,3)", resolved.Origins["workers"]);
        Assert.Equal("default", resolved.Origins["minibatch"]);
    }

    [Theory]
    [InlineData(new[] { "epochs=1", "epochs=2" }, 2, "epochs=2")]
    [InlineData(new[] { "epochs=2", "epochs=1" }, 1, "epochs=1")]
    public void The_last_of_flags_and_sets_wins(string[] sets, int epochs, string origin)
    {
        var resolved = Doors.Sets(sets);
        Assert.Equal(epochs, resolved.Settings.Epochs);
        Assert.Equal(origin, resolved.Origins["epochs"]);
    }

    [Fact]
    public void An_overruled_value_must_be_valid_too() =>
        Assert.Equal("epochs=x: expected a whole number of 1 or more, found x.",
            Doors.Refusal(() => Doors.Sets("epochs=x", "epochs=3")));

    [Fact]
    public void Settings_that_are_valid_only_together_are_accepted()
    {
        using var file = new TemporaryFile("{\"microbatch\": 64}");
        var resolved = ResolvedConfiguration.Resolve(file.Path, new Dictionary<string, string>(), [new("minibatch", "128", "--minibatch")]);
        Assert.Equal((64, 128), (resolved.Settings.Microbatch, resolved.Settings.Minibatch));
    }
}
