using System.Collections;
using System.Text.Json;
using ActorBackprop.Configuration.Levels;
using ActorBackprop.Simulation.Worlds;

namespace ActorBackprop.Configuration.Tests.Levels;

public sealed class WorldSettingTests
{
    /// <summary>By reflection over the records: whoever adds a property to a world has to add it to the table.</summary>
    [Fact]
    public void Every_property_of_a_world_can_be_set_but_its_title_and_goal_which_are_the_level_s() =>
        Assert.Equal(PathsOf(typeof(WorldSettings), "").Where(path => path != "title" && !path.StartsWith("goal", StringComparison.Ordinal)).Order(StringComparer.Ordinal),
            WorldSetting.All.Select(setting => setting.Path).Order(StringComparer.Ordinal));

    [Fact]
    public void Every_setting_is_described_and_what_may_be_left_out_has_a_default() => Assert.All(WorldSetting.All, setting =>
    {
        if (!setting.Path.EndsWith("[]", StringComparison.Ordinal)) Assert.NotEmpty(setting.Values);
        Assert.True(setting.Description.Length > 5, setting.Path);
    });

    [Fact]
    public void The_defaults_in_the_table_are_those_of_the_records()
    {
        Assert.Equal("20000000000", Default("compute.flopsPerSecond"));
        Assert.Equal("constant", Default("compute.law.kind"));
        Assert.Equal("0.05", Default("failureDetectionSeconds"));
        Assert.Equal("none", Default("script"));
        Assert.Equal("", Default("script[].do"));
        Assert.Equal("0", Default("script[].forSeconds"));
        Assert.Equal("null", Default("profile"));

        static string Default(string path) => WorldSetting.All.Single(setting => setting.Path == path).Default;
    }

    /// <summary>The paths of whatever holds a plain value or a list; the keys of an item stand behind [].</summary>
    private static IEnumerable<string> PathsOf(Type type, string under)
    {
        foreach (var property in type.GetProperties().Where(property => property.CanWrite))
        {
            var path = under + JsonNamingPolicy.CamelCase.ConvertName(property.Name);
            var item = property.PropertyType.IsGenericType && property.PropertyType.IsAssignableTo(typeof(IEnumerable))
                ? property.PropertyType.GetGenericArguments()[0]
                : null;
            var isOurs = property.PropertyType.IsClass && property.PropertyType.Namespace == typeof(WorldSettings).Namespace;
            if (!isOurs || property.Name == nameof(WorldSettings.Profile)) yield return path;
            var (inner, between) = item is { IsClass: true } ? (item, "[].") : isOurs ? (property.PropertyType, ".") : (null, "");
            if (inner is null || inner == typeof(string)) continue;
            foreach (var one in PathsOf(inner, path + between)) yield return one;
        }
    }
}
