using System.Text.Json;

namespace ActorBackprop.Configuration.Tests;

public sealed class SchemaTests
{
    private static readonly JsonElement Schema = JsonSerializer.Deserialize<JsonElement>(Setting.FileSchema());

    private static readonly JsonElement Properties = Schema.GetProperty("properties");

    public static TheoryData<string> Keys => [.. Properties.EnumerateObject().Select(property => property.Name)];

    [Fact]
    public void The_schema_describes_an_object_of_exactly_the_settings()
    {
        Assert.Equal("https://json-schema.org/draft/2020-12/schema", Schema.GetProperty("$schema").GetString());
        Assert.Equal("object", Schema.GetProperty("type").GetString());
        Assert.False(Schema.GetProperty("additionalProperties").GetBoolean());
        Assert.Equal(EachSetting.All.Select(row => row.Key).Distinct().Order(), Properties.EnumerateObject().Select(p => p.Name).Order());
        Assert.All(Properties.EnumerateObject(), p => Assert.NotEmpty(p.Value.GetProperty("description").GetString()!));
    }

    [Fact]
    public void The_schemas_defaults_are_the_programs()
    {
        var defaults = Properties.EnumerateObject().Select(p => $"\"{p.Name}\": {p.Value.GetProperty("default").GetRawText()}");
        EachSetting.AssertSame(new TrainingSettings(), Doors.File($"{{{string.Join(",", defaults)}}}").Settings);
        Assert.All(Properties.EnumerateObject(), p => Assert.True(SmallSchema.Allows(p.Value, p.Value.GetProperty("default"))));
    }

    /// <summary>The same values, all kinds of them and those at every bound of the schema, are put to the schema and to the program.</summary>
    [Theory]
    [MemberData(nameof(Keys))]
    public void The_schema_accepts_and_refuses_what_the_program_does(string key)
    {
        var schema = Properties.GetProperty(key);
        string[] values =
        [
            "null", "true", "false", "{}", "[]", "[1]", "[1,2]", "[1,2.5]", "[0,1]", "[1,1048576]", "[1,1048577]", "[[1],[2]]",
            "\"\"", "\"x\"", "\"1\"", "\"null\"", "[\"relu\"]", "[\"relu\",\"x\"]", "\"relu,relu\"", "\"Sgd\"",
            "-1", "-0.5", "-0", "0", "0.0", "0.1", "0.5", "0.05", "0.999999", "1", "1.0", "1e1", "1.5", "2", "100", "1e-3", "1e300", "-1e300",
            "\"sgd\"", "\"adam\"", "\"relu\"", "\"softmax\"", "\"quadratic\"", "\"sigmoid-cross-entropy\"", "\"he\"", "\"inverse-sqrt\"",
            "\"synchronous\"", "\"k-sync\"", "\"iid\"", "\"cosine\"", "\"top-k\"",
            .. SmallSchema.Bounds(schema),
        ];

        var verdicts = values.Select(value => (
            Value: value,
            Schema: SmallSchema.Allows(schema, JsonSerializer.Deserialize<JsonElement>(value)),
            Program: Accepts(key, value))).ToList();

        Assert.Equal(verdicts.Select(v => (v.Value, v.Schema)), verdicts.Select(v => (v.Value, v.Program)));
        Assert.Contains(verdicts, verdict => verdict.Schema);
        Assert.Contains(verdicts, verdict => !verdict.Schema);
    }

    /// <summary>Whether the value is right by itself: what contradicts other settings is not the schema's matter.</summary>
    private static bool Accepts(string key, string value)
    {
        try
        {
            Doors.File($"{{\"{key}\": {value}}}");
            return true;
        }
        catch (ConfigurationException exception)
        {
            return !exception.Message.Contains($": {key}: expected ", StringComparison.Ordinal);
        }
    }
}
