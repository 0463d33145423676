using ActorBackprop.Runs.Training;

namespace ActorBackprop.Cli.Explaining;

/// <summary>What cannot be explained, in one sentence.</summary>
internal static class Wrong
{
    public static RunException Usage(string sentence) => new(ExitCode.Usage, sentence);

    /// <summary>Reads what a flag names; what is wrong with it is said with the flag before it.</summary>
    public static T In<T>(string flag, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (FormatException e)
        {
            throw Usage($"{flag}: {e.Message}");
        }
    }

    /// <summary>What a user wrote, in quotes: cut, and with nothing a terminal would obey.</summary>
    public static string Quoted(string text) =>
        $"\"{OneLine.Of(text.Length > 40 ? text[..40] : text)}{(text.Length > 40 ? "…" : "")}\"";
}
