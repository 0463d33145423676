using System.Text.Encodings.Web;
using System.Text.Json;

namespace ActorBackprop.Configuration;

/// <summary>How messages show user input: on one line, not too long, and without control characters.</summary>
public static class Shown
{
    private const int MaxLength = 60, HashDigits = 12;

    /// <summary>Options that write η as η; for JSON that is not put into HTML.</summary>
    public static JsonSerializerOptions AsWritten { get; } = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Returns a plain word or number unchanged, and any other text in quotes.</summary>
    public static string Text(string text) => text.Length switch
    {
        0 => "nothing",
        <= MaxLength when text.All(IsPlain) => text,
        _ => Quoted(text),
    };

    /// <summary>Returns a text in quotes, truncated and escaped.</summary>
    public static string Quoted(string text)
    {
        var cut = text.Length <= MaxLength ? text : text[..MaxLength] + "…";
        return $"\"{JavaScriptEncoder.UnsafeRelaxedJsonEscaping.Encode(cut)}\"";
    }

    /// <summary>Returns the beginning of a hash; a damaged file may hold any text instead of one.</summary>
    public static string Hash(string hash) => Text(hash.Length > HashDigits ? hash[..HashDigits] : hash) + "…";

    /// <summary>Returns the message of another library, which may quote user input.</summary>
    public static string Message(string message)
    {
        var line = string.Concat(message.Select(letter => char.IsControl(letter) ? ' ' : letter));
        return (line.Length <= 4 * MaxLength ? line : line[..(4 * MaxLength)] + "…").TrimEnd('.');
    }

    /// <summary>Returns a JSON value; a string is in quotes, so that "10" does not look like a number.</summary>
    public static string Json(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => "an object",
        JsonValueKind.Array when value.GetRawText() is { Length: <= MaxLength } text && !text.Any(char.IsControl) => text,
        JsonValueKind.Array => "an array",
        JsonValueKind.String => Quoted(SettingsFile.TextOf(value) ?? value.GetRawText()),
        _ => Text(value.GetRawText()),
    };

    private static bool IsPlain(char letter) => char.IsAsciiLetterOrDigit(letter) || "+-.,_/=".Contains(letter);
}
