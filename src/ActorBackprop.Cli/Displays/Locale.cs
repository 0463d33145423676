namespace ActorBackprop.Cli.Displays;

/// <summary>What the environment says of the characters a terminal can show.</summary>
internal static class Locale
{
    private static readonly string[] Variables = ["LC_ALL", "LC_CTYPE", "LANG"]; // in this order, as setlocale reads them

    /// <summary>Whether it names a character set without block characters. Where it names none, UTF-8 is likelier.</summary>
    /// <param name="variable">Reads an environment variable.</param>
    public static bool IsAscii(Func<string, string?> variable)
    {
        if (OperatingSystem.IsWindows()) return false;
        var locale = Variables.Select(variable).FirstOrDefault(value => !string.IsNullOrEmpty(value));
        if (locale is null) return false;
        var dot = locale.IndexOf('.', StringComparison.Ordinal);
        if (dot < 0) return locale is "C" or "POSIX";
        var characters = locale[dot..].Replace("-", "", StringComparison.Ordinal);
        return !characters.StartsWith(".utf8", StringComparison.OrdinalIgnoreCase);
    }
}
