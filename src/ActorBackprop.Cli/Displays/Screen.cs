using System.Text;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace ActorBackprop.Cli.Displays;

/// <summary>The output of a command, and which characters it can show.</summary>
/// <param name="Console">The output.</param>
/// <param name="Blocks">Whether it shows block characters and lines: on a terminal, without --ascii.</param>
/// <param name="Greys">Whether it shows them in colours too.</param>
internal sealed record Screen(IAnsiConsole Console, bool Blocks, bool Greys)
{
    private const int WidthOfAFile = 160;

    /// <summary>Creates the screen of standard output.</summary>
    /// <param name="ascii">Whether to use ASCII only, whatever the locale. Default: false.</param>
    public static Screen Create(bool ascii = false) => Create(System.Console.Out, ascii);

    /// <summary>Creates the screen of an output; it is a terminal only where it is standard output, and that is one.</summary>
    /// <param name="output">The output.</param>
    /// <param name="ascii">Whether to use ASCII only, whatever the locale.</param>
    public static Screen Create(TextWriter output, bool ascii) => Create(
        output,
        redirected: !ReferenceEquals(output, System.Console.Out) || System.Console.IsOutputRedirected,
        Environment.GetEnvironmentVariable("NO_COLOR"),
        ascii || Locale.IsAscii(Environment.GetEnvironmentVariable));

    /// <summary>Creates a screen.</summary>
    /// <param name="output">The output.</param>
    /// <param name="redirected">Whether it is a file or a pipe.</param>
    /// <param name="noColor">The environment's NO_COLOR; any text means no colours.</param>
    /// <param name="ascii">Whether to use ASCII only.</param>
    public static Screen Create(TextWriter output, bool redirected, string? noColor, bool ascii)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Out = new AnsiConsoleOutput(output),
            Ansi = redirected ? AnsiSupport.No : AnsiSupport.Detect,
            ColorSystem = redirected || !string.IsNullOrEmpty(noColor) ? ColorSystemSupport.NoColors : ColorSystemSupport.Detect,
        });
        console.Profile.Width = redirected ? WidthOfAFile : console.Profile.Width; // lines in a file are not wrapped
        if (ascii) console.Profile.Out = new AnsiConsoleOutput(new AsciiWriter(output)); // after the capabilities are known
        var can = console.Profile.Capabilities;
        var blocks = !ascii && !redirected && can.Ansi && can.Unicode;
        return new Screen(console, blocks, blocks && can.ColorSystem != ColorSystem.NoColors);
    }

    /// <summary>Creates a table, with lines where the screen shows them.</summary>
    /// <param name="columns">The headings; those that begin with &lt; are aligned left, the others right.</param>
    public Table Table(params string[] columns)
    {
        var table = new Table { Border = Blocks ? TableBorder.Simple : TableBorder.None };
        foreach (var column in columns)
        {
            var left = column.StartsWith('<');
            table.AddColumn(new TableColumn(new Text(column.TrimStart('<'))) { NoWrap = true, Alignment = left ? Justify.Left : Justify.Right });
        }
        return table;
    }

    /// <summary>Writes a table in its full width. On a narrower terminal its rows wrap; cut to that width, the table would be empty.</summary>
    public void Write(Table table)
    {
        var width = Console.Profile.Width;
        if (Widest(table) > width) table.Border = TableBorder.None; // it takes room and would wrap too
        Console.Profile.Width = Math.Max(width, Widest(table));
        Console.Write(table);
        Console.Profile.Width = width;
    }

    private int Widest(IRenderable table) => table.Measure(RenderOptions.Create(Console), int.MaxValue / 2).Max;

    /// <summary>Writes a line of text.</summary>
    public void Line(string text = "") => Console.WriteLine(text);
}

/// <summary>Replaces every character beyond ASCII with one of ASCII, so that columns keep their positions.</summary>
internal sealed class AsciiWriter(TextWriter output) : TextWriter
{
    private const string From = "∂σ′·−–×↑↓→Σδ²√ₖⱼ…≈≤≥’“”Δη";
    private const string To = "ds'*--x^v>Sd2vkj~~<>'\"\"Dn";

    public override Encoding Encoding => Encoding.ASCII;

    public override void Write(char value)
    {
        var index = From.IndexOf(value, StringComparison.Ordinal);
        output.Write(value < 128 ? value : index >= 0 ? To[index] : '?');
    }

    public override void Flush() => output.Flush();
}

/// <summary>Reads from the environment which characters a terminal can show.</summary>
internal static class Locale
{
    private static readonly string[] Variables = ["LC_ALL", "LC_CTYPE", "LANG"]; // in this order, as setlocale reads them

    /// <summary>Returns whether the locale names a character set without block characters; UTF-8 is assumed where it names none.</summary>
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
