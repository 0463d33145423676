using Spectre.Console;
using Spectre.Console.Rendering;

namespace ActorBackprop.Cli.Displays;

/// <summary>The last line on a terminal: a bar and a text that update in place below the lines written before.</summary>
internal sealed class ProgressLine(IAnsiConsole console)
{
    private const int MaxBar = 24, MinBar = 4;

    private LiveDisplayContext? _live;

    /// <summary>The longest text that fits beside the shortest bar: a wrapped line cannot be drawn over.</summary>
    public int MaxText => console.Profile.Width - 1 - MinBar;

    /// <summary>Shows the line while something runs, and clears it at the end.</summary>
    public T Show<T>(Func<T> run) => console.Live(new Text("")).AutoClear(true).Start(live =>
    {
        _live = live;
        return run();
    });

    /// <summary>Draws the line.</summary>
    /// <param name="done">The share of the bar that is full.</param>
    /// <param name="text">The text beside the bar.</param>
    /// <param name="below">Lines below it.</param>
    public void Draw(double done, string text, params IEnumerable<IRenderable> below)
    {
        var bar = Math.Clamp(console.Profile.Width - 1 - text.Length, MinBar, MaxBar);
        var full = (int)(Math.Clamp(done, 0, 1) * bar);
        var line = new Markup($"[blue]{new string('━', full)}[/][grey]{new string('─', bar - full)}[/]{Markup.Escape(text)}");
        IRenderable[] rows = [line, .. below];
        _live!.UpdateTarget(rows.Length == 1 ? line : new Rows(rows));
    }

    /// <summary>Draws other lines in place of the bar.</summary>
    public void DrawRows(IEnumerable<IRenderable> rows) => _live!.UpdateTarget(new Rows(rows));

    /// <summary>Writes a line over the bar, which is drawn again below it.</summary>
    public void WriteOver(string line) => console.WriteLine(line.PadRight(Math.Max(1, console.Profile.Width - 1)));
}
