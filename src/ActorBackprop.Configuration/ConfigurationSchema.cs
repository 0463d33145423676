using System.Text.Json;
using System.Text.Json.Nodes;

namespace ActorBackprop.Configuration;

/// <summary>The JSON schema of configuration files, for editors. What contradicts another key it cannot say.</summary>
public static class ConfigurationSchema
{
    private static readonly JsonSerializerOptions Readable = new(Shown.AsWritten) { WriteIndented = true, NewLine = "\n" };

    /// <summary>The schema (draft 2020-12), made of <see cref="Setting.All"/>.</summary>
    public static string ToJson()
    {
        var properties = new JsonObject();
        foreach (var setting in Setting.All) properties[setting.Key] = setting.Schema();
        var schema = new JsonObject
        {
            ["$schema"] = "https://json-schema.org/draft/2020-12/schema",
            ["title"] = "ActorBackprop training",
            ["type"] = "object",
            ["properties"] = properties,
            ["additionalProperties"] = false,
        };
        return schema.ToJsonString(Readable) + "\n";
    }
}
