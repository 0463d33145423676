using System.Text;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace ActorBackprop.Cli.Explaining.Terminal;

/// <summary>Pictures of characters.</summary>
internal static class Drawing
{
    private const string Shades = " ░▒▓█";
    private const int BarWidth = 20;

    /// <summary>An image two pixel rows to a line, since a character is twice as high as wide; without empty rows above and below.</summary>
    /// <param name="ink">[rows × columns], 0 to 1.</param>
    /// <param name="rows">Pixels down.</param>
    /// <param name="columns">Pixels across.</param>
    public static IRenderable Image(double[] ink, int rows, int columns)
    {
        var lines = new List<string>();
        for (var row = 0; row < rows; row += 2)
        {
            var line = new StringBuilder();
            for (var column = 0; column < columns; column++)
            {
                var (upper, lower) = (At(row, column), row + 1 < rows ? At(row + 1, column) : 0);
                line.Append(Shades[(int)Math.Round(Math.Clamp((upper + lower) / 2, 0, 1) * (Shades.Length - 1))]);
            }
            lines.Add(line.ToString());
        }
        while (lines.Count > 1 && string.IsNullOrWhiteSpace(lines[0])) lines.RemoveAt(0);
        while (lines.Count > 1 && string.IsNullOrWhiteSpace(lines[^1])) lines.RemoveAt(lines.Count - 1);
        return new Text(string.Join('\n', lines));

        double At(int row, int column) => ink[row * columns + column];
    }

    /// <summary>The outputs as bars, the largest and the target marked.</summary>
    public static IRenderable Bars(IReadOnlyList<double> activations, IReadOnlyList<double> targets, int answer)
    {
        var text = new StringBuilder();
        for (var j = 0; j < activations.Count; j++)
        {
            var full = double.IsFinite(activations[j]) ? (int)Math.Round(Math.Clamp(activations[j], 0, 1) * BarWidth) : 0;
            var colour = j == answer ? "bold" : "dim";
            var target = targets[j] > 0 ? $"  [green]target {Numbers.Short(targets[j])}[/]" : "";
            var bar = new string('█', full) + new string('░', BarWidth - full);
            text.Append($"[{colour}]{j,3} {bar} {Numbers.Short(activations[j], 4),-10}[/]{target}\n");
        }
        return new Markup(text.ToString().TrimEnd('\n'));
    }
}
