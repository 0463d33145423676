using System.Text.Json;
using System.Text.RegularExpressions;
using ActorBackprop.Runs;
using ActorBackprop.Testing;

namespace ActorBackprop.Cli.Tests.EndToEnd;

/// <summary>Where settings come from, from the file to the weights.</summary>
public sealed partial class ConfigurationTests(SmallDigits digits) : IClassFixture<SmallDigits>
{
    private const string File = """
        { // a file sets five, and keeps one
          "minibatch": 10, "epochs": 1, "seed": 11, "workers": 3, "layers": [64, 12, 10],
        }
        """;

    private static readonly Dictionary<string, string> Environment = new()
    {
        ["ACTORBP_MINIBATCH"] = "20",
        ["ACTORBP_EPOCHS"] = "2",
        ["ACTORBP_SEED"] = "12",
    };

    private static readonly string[] Flags = ["--set", "minibatch=30", "--set", "epochs=3", "--minibatch", "40"];

    [Fact]
    public async Task A_flag_overrides_set_the_environment_the_file_and_the_default()
    {
        var file = Write("own.jsonc", File);
        string[] settings = ["--config", file, "--data", digits.Data, .. Flags];
        var print = (await Actorbackprop.Run(["config", "print", "--origins", .. settings], environment: Environment)).Succeeded();
        var lines = print.Lines.Select(line => Columns().Split(line)).ToDictionary(columns => columns[0], columns => (columns[1], columns[2]));

        Assert.Equal(("40", "--minibatch"), lines["minibatch"]);
        Assert.Equal(("3", "--set epochs=3"), lines["epochs"]);
        Assert.Equal(("12", "environment ACTORBP_SEED"), lines["seed"]);
        Assert.Equal(("3", $"{file}(2,{File.Split('\n')[1].IndexOf("\"workers", StringComparison.Ordinal) + 1})"), lines["workers"]);
        Assert.Equal(("sgd", "default"), lines["optimizer"]);

        var run = digits.At("precedence");
        string[] train = ["train", .. settings, "--json", "--out", run];
        var trained = (await Actorbackprop.Run(train, environment: Environment)).Succeeded();
        Assert.Equal(3 * Math.Ceiling(SmallDigits.TrainedOn / 40.0), trained.Last.GetProperty("steps").GetDouble());
        Assert.Equal(3, trained.Last.GetProperty("workers").GetInt32());
        Assert.Equal(12, RunFiles.Record(run).GetProperty("seed").GetInt32());

        var resolved = Path.Combine(run, "config.resolved.json");
        var again = (await Actorbackprop.Run(["train", "--config", resolved, "--json", "--out", digits.At("again")])).Succeeded();
        Assert.Equal(trained.Weights, again.Weights);
        Assert.Equal(System.IO.File.ReadAllText(resolved), System.IO.File.ReadAllText(Path.Combine(digits.At("again"), "config.resolved.json")));
    }

    [Fact]
    public async Task A_folder_that_happens_to_be_called_akka_changes_no_training()
    {
        var elsewhere = Directory.CreateDirectory(digits.At("elsewhere/akka")).Parent!.FullName;
        System.IO.File.WriteAllText(Path.Combine(elsewhere, "akka", "in-process.conf"), "akka.actor.training-dispatcher.type = NoSuchDispatcher");
        var trained = await Actorbackprop.Run(Actorbackprop.Train(digits, "elsewhere/run", "--epochs 1"), elsewhere);
        Assert.Equal(2, trained.Succeeded().Last.GetProperty("workers").GetInt32());
    }

    [Fact]
    public async Task A_printed_configuration_is_valid_and_prints_the_same_again()
    {
        const string Unusual = "config print --layers 64,12,10 --activation relu,sigmoid --optimizer adam --seed 18446744073709551615";
        var printed = (await Actorbackprop.Run(Unusual)).Succeeded();
        var file = Write("printed.json", printed.Output);
        var again = await Actorbackprop.Run(["config", "print", "--config", file]);
        var valid = await Actorbackprop.Run(["config", "validate", file]);
        Assert.Equal(printed.Output, again.Succeeded().Output);
        Assert.Equal([$"{file} is a valid configuration."], valid.Succeeded().Lines);
    }

    [Fact]
    public async Task The_shipped_file_is_found_by_its_name_from_any_directory()
    {
        var shipped = await Actorbackprop.Run(["config", "print", "--config", "train.jsonc"], digits.Root);
        var defaults = await Actorbackprop.Run(["config", "print"], digits.Root);
        Assert.Equal(defaults.Succeeded().Output, shipped.Succeeded().Output);
    }

    [Fact]
    public async Task An_invalid_file_is_refused_with_line_and_column()
    {
        var outcome = await Actorbackprop.Run(["config", "validate", Write("bad.jsonc", "{\n  \"epochs\": 3,\n  \"minibach\": 5\n}")]);
        var line = outcome.Failed(ExitCode.Usage);
        Assert.EndsWith("bad.jsonc(3,3): unknown key \"minibach\"; did you mean \"minibatch\"?", line, StringComparison.Ordinal);
        Assert.Equal("", outcome.Output);
    }

    [Theory, InlineData("train --json"), InlineData("view runs/x")]
    public Task An_environment_variable_that_is_no_setting_ends_a_command(string command) =>
        An_environment_variable_that_is_no_setting_ends_every_command(command);

    [Theory, Trait("Category", "Long")]
    [InlineData("simulate"), InlineData("sweep scaling"), InlineData("explain"), InlineData("gradcheck"), InlineData("config print")]
    [InlineData("config schema"), InlineData("doctor"), InlineData("evaluate"), InlineData("predict 7"), InlineData("runs list")]
    [InlineData("report runs"), InlineData("replay runs/x"), InlineData("calibrate"), InlineData("worker --join 127.0.0.1:1")]
    [InlineData("certificates secrets leader")]
    public async Task An_environment_variable_that_is_no_setting_ends_every_command(string command)
    {
        var outcome = await Actorbackprop.Run(Actorbackprop.Split(command), digits.Root, Variable("ACTORBP_EPOCH", "3"));
        Assert.Equal("environment ACTORBP_EPOCH: no setting has this name; did you mean \"ACTORBP_EPOCHS\"?", outcome.Failed(ExitCode.Usage));
        Assert.Equal("", outcome.Output);
        var impossible = await Actorbackprop.Run(Actorbackprop.Split(command), digits.Root, Variable("ACTORBP_EPOCHS", "-1"));
        Assert.StartsWith("environment ACTORBP_EPOCHS: expected a whole number", impossible.Failed(ExitCode.Usage), StringComparison.Ordinal);
    }

    [Theory, InlineData("--help"), InlineData("--version"), InlineData("doctor --help")]
    public async Task Help_is_given_whatever_the_environment(string command) =>
        (await Actorbackprop.Run(Actorbackprop.Split(command), environment: Variable("ACTORBP_EPOCH", "3"))).Succeeded();

    [Fact]
    public async Task The_schema_is_JSON_with_every_key_that_is_printed()
    {
        var schema = JsonElement.Parse((await Actorbackprop.Run("config schema")).Succeeded().Output);
        var printed = JsonElement.Parse((await Actorbackprop.Run("config print")).Succeeded().Output);
        var keys = printed.EnumerateObject().Select(property => property.Name);
        Assert.Superset(keys.ToHashSet(), schema.GetProperty("properties").EnumerateObject().Select(property => property.Name).ToHashSet());
        Assert.Contains("learningRate", keys);
    }

    private static Dictionary<string, string> Variable(string name, string value) => new() { [name] = value };

    private string Write(string name, string text)
    {
        System.IO.File.WriteAllText(digits.At(name), text);
        return digits.At(name);
    }

    [GeneratedRegex(" {2,}")]
    private static partial Regex Columns();
}
