
namespace ActorBackprop.Configuration.Tests;

public sealed class EveryDoorTests
{
    public static TheoryData<int> Rows => [.. Enumerable.Range(0, EachSetting.All.Count)];

    [Fact]
    public void Every_setting_and_every_property_is_among_the_rows()
    {
        Assert.Equal(
            Setting.All.Select(setting => setting.Key).Order(),
            EachSetting.All.Select(row => row.Key).Distinct().Order());
        Assert.Equal(Setting.All.Count, typeof(TrainingSettings).GetProperties().Count(property => property.SetMethod is { IsPublic: true }) - 1); // Mode sets others
    }

    [Fact]
    public void Without_settings_the_defaults_apply()
    {
        var resolved = ResolvedConfiguration.Resolve(null, new Dictionary<string, string> { ["PATH"] = "/bin" }, []);
        EachSetting.AssertSame(new TrainingSettings(), resolved.Settings);
        Assert.All(resolved.Origins.Values, origin => Assert.Equal("default", origin));
        Assert.Equal(Setting.All.Select(setting => setting.Key), resolved.Origins.Keys);
    }

    [Theory]
    [MemberData(nameof(Rows))]
    public void A_setting_means_the_same_in_a_file_in_the_environment_as_a_flag_and_behind_set(int index)
    {
        var row = EachSetting.All[index];
        var resolved = new[]
        {
            Doors.File($"{{ {row.Json} }}"),
            Doors.Environment(row.Variable.Split('|')),
            Doors.Flags(row.Flag.Split('|')),
            Doors.Sets(row.Set.Split('|')),
        };
        Assert.All(resolved, each => EachSetting.AssertSame(row.Expected, each.Settings));
        Assert.All(resolved, each => Assert.NotEqual("default", each.Origins[row.Key]));
    }

    [Theory]
    [InlineData("microbatch")]
    [InlineData("validation")]
    [InlineData("data")]
    public void Null_asks_for_the_derived_value(string key)
    {
        var upper = key.ToUpperInvariant();
        foreach (var door in new[] { Doors.File($"{{\"{key}\": null}}"), Doors.Environment($"ACTORBP_{upper}=null"), Doors.Sets($"{key}=null") })
            EachSetting.AssertSame(new TrainingSettings(), door.Settings);
    }

    [Fact]
    public void The_table_tells_the_command_line_what_its_options_need()
    {
        Assert.Equal(["nesterov", "cancelParts", "dealDroppedAgain", "stalenessAware", "measureValidation"],
            Setting.All.Where(setting => setting.IsSwitch).Select(setting => setting.Key));
        Assert.Equal(["sgd", "adam"], Row("optimizer").Choices);
        Assert.Equal(["sigmoid", "relu", "tanh", "identity", "softmax"], Row("activation").Choices);
        Assert.Equal("784,30,10", Row("layers").DefaultText);
        Assert.Equal("1.5", Row("learningRate").DefaultText);
        Assert.Equal("a sixth of the training set", Row("validation").DefaultText);
        Assert.All(Setting.All, setting => Assert.NotEmpty(setting.Description + setting.ValueHint));

        static Setting Row(string key) => Setting.All.Single(setting => setting.Key == key);
    }
}
