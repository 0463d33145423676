using System.Text.Json;

namespace ActorBackprop.Configuration.Tests;

public sealed class ShippedFileTests
{
    [Fact]
    public void The_file_that_ships_holds_every_setting_at_its_default()
    {
        var path = ConfigFiles.Find("train.jsonc");
        var resolved = ResolvedConfiguration.Resolve(path, new Dictionary<string, string>(), []);
        EachSetting.AssertSame(new TrainingSettings(), resolved.Settings);
        Assert.All(resolved.Origins.Values, origin => Assert.StartsWith($"{path}(", origin, StringComparison.Ordinal));
    }

    [Fact]
    public void The_shipped_files_values_are_spelled_as_the_program_spells_them()
    {
        var options = new JsonDocumentOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true };
        using var shipped = JsonDocument.Parse(File.ReadAllText(ConfigFiles.Find("train.jsonc")), options);
        using var resolved = JsonDocument.Parse(Doors.Sets().ToJson());
        Assert.True(JsonElement.DeepEquals(
            JsonSerializer.SerializeToElement(shipped.RootElement.EnumerateObject().OrderBy(p => p.Name).Select(p => p.Value)),
            JsonSerializer.SerializeToElement(resolved.RootElement.EnumerateObject().OrderBy(p => p.Name).Select(p => p.Value))));
    }

    [Fact]
    public void A_file_that_is_there_is_taken_as_it_is_named()
    {
        using var file = new TemporaryFile("{}");
        Assert.Equal(file.Path, ConfigFiles.Find(file.Path));
        Assert.Equal(Path.Combine(AppContext.BaseDirectory, "config", "train.jsonc"), ConfigFiles.Find("train.jsonc"));
    }

    [Theory]
    [InlineData("absent.jsonc", "absent.jsonc: ")]
    [InlineData("", "nothing: ")]
    public void A_file_that_is_nowhere_is_said_to_be_absent(string name, string beginning) =>
        Assert.Equal($"{beginning}there is no such configuration file, neither in the working directory nor in {ConfigFiles.Directory}.",
            Doors.Refusal(() => ConfigFiles.Find(name)));

    [Fact]
    public void A_directory_is_not_said_to_be_absent() =>
        Assert.EndsWith(": expected a configuration file, found a directory.", Doors.Refusal(() => ConfigFiles.Find(AppContext.BaseDirectory)));

    [Theory]
    [InlineData("absent.conf"), InlineData("no-folder/absent.conf")]
    public void A_file_of_the_programs_own_that_is_absent_is_named(string name) =>
        Assert.Equal($"{Path.Combine(ConfigFiles.Directory, name)}: this file of the program cannot be read; reinstall the program.",
            Doors.Refusal(() => ConfigFiles.ReadShipped(name)));
}
