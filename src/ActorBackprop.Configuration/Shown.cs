using System.Text.Encodings.Web;
using System.Text.Json;

namespace ActorBackprop.Configuration;

/// <summary>How a sentence shows what a user wrote: on one line, not too long, and with nothing a terminal would obey.</summary>
public static class Shown
{
    private const int MaxLength = 60, HashDigits = 12;

    /// <summary>JSON with η as η: nothing here ends up in HTML.</summary>
    public static JsonSerializerOptions AsWritten { get; } = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>A text as it is when it is a plain word or number, else in quotes.</summary>
    public static string Text(string text) => text.Length switch
    {
        0 => "nothing",
        <= MaxLength when text.All(IsPlain) => text,
        _ => Quoted(text),
    };

    /// <summary>A text in quotes, cut and escaped.</summary>
    public static string Quoted(string text)
    {
        var cut = text.Length <= MaxLength ? text : text[..MaxLength] + "…";
        return $"\"{JavaScriptEncoder.UnsafeRelaxedJsonEscaping.Encode(cut)}\"";
    }

    /// <summary>The beginning of a hash, which a damaged file may have anything in place of.</summary>
    public static string Hash(string hash) => Text(hash.Length > HashDigits ? hash[..HashDigits] : hash) + "…";

    /// <summary>Another's message, which may quote what the user wrote.</summary>
    public static string Message(string message)
    {
        var line = string.Concat(message.Select(letter => char.IsControl(letter) ? ' ' : letter));
        return (line.Length <= 4 * MaxLength ? line : line[..(4 * MaxLength)] + "…").TrimEnd('.');
    }

    /// <summary>A JSON value: strings in quotes, so that "10" is seen to be no number.</summary>
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
