using System.Text;
using ActorBackprop.Cli.Displays;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace ActorBackprop.Cli.Explaining.Terminal;

/// <summary>The outputs as bars, the largest and the target marked.</summary>
internal static class Bars
{
    private const int Width = 20;

    public static IRenderable Of(IReadOnlyList<double> activations, IReadOnlyList<double> targets, int answer, Screen screen)
    {
        var (done, left) = screen.Blocks ? ('█', '░') : ('#', '.');
        var text = new StringBuilder();
        for (var j = 0; j < activations.Count; j++)
        {
            var full = double.IsFinite(activations[j]) ? (int)Math.Round(Math.Clamp(activations[j], 0, 1) * Width) : 0;
            var colour = j == answer ? "bold" : "dim";
            var target = targets[j] > 0 ? $"  [green]target {Numbers.Short(targets[j])}[/]" : "";
            var bar = new string(done, full) + new string(left, Width - full);
            text.Append($"[{colour}]{j,3} {bar} {Numbers.Short(activations[j], 4),-10}[/]{target}\n");
        }
        return new Markup(text.ToString().TrimEnd('\n'));
    }
}
