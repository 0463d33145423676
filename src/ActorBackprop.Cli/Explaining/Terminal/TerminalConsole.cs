using Spectre.Console;

namespace ActorBackprop.Cli.Explaining.Terminal;

/// <summary>The console for an output: with colours on a terminal that has them, plain elsewhere.</summary>
internal static class TerminalConsole
{
    /// <param name="output">Where it goes.</param>
    /// <param name="ascii">Whether nothing but ASCII may; without it the locale says so.</param>
    public static IAnsiConsole On(TextWriter output, bool ascii)
    {
        if (ascii || IsAsciiLocale()) return Plain(new AsciiWriter(output));
        return ReferenceEquals(output, Console.Out) ? AnsiConsole.Console : Plain(output);
    }

    /// <summary>A locale that names a character set without block characters. Where there is none, UTF-8 is likelier.</summary>
    private static bool IsAsciiLocale()
    {
        if (OperatingSystem.IsWindows()) return false;
        var names = new[] { "LC_ALL", "LC_CTYPE", "LANG" };
        var locale = names.Select(Environment.GetEnvironmentVariable).FirstOrDefault(value => !string.IsNullOrEmpty(value));
        if (locale is null) return false;
        var dot = locale.IndexOf('.', StringComparison.Ordinal);
        if (dot < 0) return locale is "C" or "POSIX";
        var characters = locale[dot..].Replace("-", "", StringComparison.Ordinal);
        return !characters.StartsWith(".utf8", StringComparison.OrdinalIgnoreCase);
    }

    private static IAnsiConsole Plain(TextWriter output) => AnsiConsole.Create(new AnsiConsoleSettings
    {
        Ansi = AnsiSupport.No,
        ColorSystem = ColorSystemSupport.NoColors,
        Interactive = InteractionSupport.No,
        Out = new AnsiConsoleOutput(output),
    });
}
