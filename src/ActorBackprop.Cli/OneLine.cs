namespace ActorBackprop.Cli;

/// <summary>Text from outside, such as the name of a file, as it is written to a terminal.</summary>
internal static class OneLine
{
    /// <summary>Returns a text with a question mark for each control character: a terminal obeys those, and a line ends at some.</summary>
    public static string Of(string text) => string.Concat(text.Select(letter => char.IsControl(letter) ? '?' : letter));
}
