using Spectre.Console;
using Spectre.Console.Rendering;

namespace ActorBackprop.Cli.Displays;

/// <summary>Where a command writes to, and what can be shown there.</summary>
/// <param name="Console">Where to write.</param>
/// <param name="Blocks">Whether block characters and lines can be relied on: on a terminal, unless somebody asked for ASCII.</param>
/// <param name="Greys">Whether they can be coloured too.</param>
internal sealed record Screen(IAnsiConsole Console, bool Blocks, bool Greys)
{
    private const int WidthOfAFile = 160;

    /// <summary>Standard output.</summary>
    /// <param name="ascii">Whether plain characters are asked for; else the locale says so.</param>
    public static Screen Create(bool ascii = false) => Create(System.Console.Out, ascii);

    /// <summary>An output of this process: a terminal only if it is standard output, and that is one.</summary>
    /// <param name="output">Where to.</param>
    /// <param name="ascii">Whether plain characters are asked for; else the locale says so.</param>
    public static Screen Create(TextWriter output, bool ascii) => Create(
        output,
        redirected: !ReferenceEquals(output, System.Console.Out) || System.Console.IsOutputRedirected,
        Environment.GetEnvironmentVariable("NO_COLOR"),
        ascii || Locale.IsAscii(Environment.GetEnvironmentVariable));

    /// <summary>A screen.</summary>
    /// <param name="output">Where to.</param>
    /// <param name="redirected">Whether that is no terminal.</param>
    /// <param name="noColor">The environment's NO_COLOR: anything but nothing means none.</param>
    /// <param name="ascii">Whether nothing but ASCII may go there.</param>
    public static Screen Create(TextWriter output, bool redirected, string? noColor, bool ascii)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Out = new AnsiConsoleOutput(output),
            Ansi = redirected ? AnsiSupport.No : AnsiSupport.Detect,
            ColorSystem = redirected || !string.IsNullOrEmpty(noColor) ? ColorSystemSupport.NoColors : ColorSystemSupport.Detect,
        });
        console.Profile.Width = redirected ? WidthOfAFile : console.Profile.Width; // nobody's lines are to be broken in a file
        if (ascii) console.Profile.Out = new AnsiConsoleOutput(new AsciiWriter(output)); // what it can is found out before
        var can = console.Profile.Capabilities;
        var blocks = !ascii && !redirected && can.Ansi && can.Unicode;
        return new Screen(console, blocks, blocks && can.ColorSystem != ColorSystem.NoColors);
    }

    /// <summary>A table for this screen: lines where they can be drawn, else columns alone.</summary>
    /// <param name="columns">Their headings; those that begin with &lt; are aligned to the left, the others to the right.</param>
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

    /// <summary>
    /// Writes a table as wide as it is. Where the terminal is narrower its rows go on in the next line: cut to the terminal's width,
    /// columns that are not to be broken would leave nothing of it.
    /// </summary>
    public void Write(Table table)
    {
        var width = Console.Profile.Width;
        if (Widest(table) > width) table.Border = TableBorder.None; // which takes room, and would be broken too
        Console.Profile.Width = Math.Max(width, Widest(table));
        Console.Write(table);
        Console.Profile.Width = width;
    }

    private int Widest(IRenderable table) => table.Measure(RenderOptions.Create(Console), int.MaxValue / 2).Max;

    /// <summary>A line of text.</summary>
    public void Line(string text = "") => Console.WriteLine(text);
}
