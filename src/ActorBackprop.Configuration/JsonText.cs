using System.Text.Json;

namespace ActorBackprop.Configuration;

/// <summary>The string a JSON value is.</summary>
internal static class JsonText
{
    /// <summary>The string; null when the value is of another type, or has half a surrogate pair and so is no text.</summary>
    public static string? Of(JsonElement json)
    {
        if (json.ValueKind != JsonValueKind.String) return null;
        try
        {
            return json.GetString();
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }
}
