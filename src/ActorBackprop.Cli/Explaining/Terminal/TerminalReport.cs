using System.Text;
using ActorBackprop.Cli.Displays;
using ActorBackprop.Learning;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace ActorBackprop.Cli.Explaining.Terminal;

/// <summary>Writes the report to a terminal, from the input to the ranking.</summary>
internal sealed class TerminalReport(Screen screen, Report report)
{
    private readonly IAnsiConsole _console = screen.Console;

    public void Write()
    {
        var network = report.Network;
        Say($"[bold]{network}[/], {Markup.Escape(report.Subject.Origin)}");
        Say($"[dim]{string.Join(", ", network.Layers.Select(layer => Names.Of(layer.Activation)))}; cost {Names.Of(network.Cost)}[/]");
        Forward();
        if (report.IsWhole) new WholeText(report, Say).Write();
        new WeightText(report, Say).Write();
        new NeuronText(report, _console).Write();
        Ranking();
        if (report.Nudge is not null) new NudgeText(report.Nudge, Say).Write();
        if (report.Minibatch is not null) new MinibatchText(report.Minibatch, _console).Write();
    }

    private void Forward()
    {
        var (sample, a) = (report.Sample, report.Explanation.Pass.A[^1]);
        _console.WriteLine();
        Say($"[bold]{Markup.Escape(char.ToUpperInvariant(sample.Title[0]) + sample.Title[1..])}[/]");
        var bars = Bars.Of(a, sample.Y, report.Answer, screen);
        if (sample.Rows > 0)
            _console.Write(new Grid().AddColumn(new GridColumn().NoWrap()).AddColumn()
                .AddRow(DigitDrawing.Draw(Pixels(sample), sample.Columns, screen), bars));
        else if (!report.IsWhole) _console.Write(bars);
        if (sample.Rows > 0) _console.WriteLine();
        var verdict = sample.Label is not { } label ? "" : report.Answer == label
            ? $"The network answers {report.Answer}. Right. "
            : $"The network answers {report.Answer}. Wrong: it is a {label}. ";
        if (!report.IsWhole) Say($"{verdict}Cost C = [bold]{Numbers.Exact(report.Explanation.Cost)}[/]");
    }

    private void Ranking()
    {
        _console.WriteLine();
        var count = Math.Min(report.Top, report.Ranking.Count);
        Say($"[bold]What the cost is most sensitive to[/]: {count} of {report.Ranking.Count:N0} parameters by |∂C/∂p|");
        var table = Tables.New("parameter", "value", "∂C/∂p", "to lower the cost");
        foreach (var p in report.Ranking.Take(count))
            table.AddRow($"{p.Name}", Numbers.Exact(p.Value), Tables.Signed(p.Derivative, Numbers.Exact(p.Derivative)),
                p.Derivative == 0 ? "leave it" : p.Derivative < 0 ? "raise it" : "lower it");
        Tables.Write(_console, table);
    }

    private static byte[] Pixels(Sample sample) => Array.ConvertAll(sample.X, x => (byte)Math.Round(255 * Math.Clamp(x, 0, 1)));

    private void Say(string markup) => _console.MarkupLine(markup);
}

/// <summary>Draws the outputs as bars, with the largest and the target marked.</summary>
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
