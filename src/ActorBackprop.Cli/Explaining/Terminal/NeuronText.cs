using Spectre.Console;

namespace ActorBackprop.Cli.Explaining.Terminal;

/// <summary>The three ways to change a neuron, and beside its own wishes those of its whole layer.</summary>
internal sealed class NeuronText(Report report, IAnsiConsole console)
{
    public void Write()
    {
        var neuron = report.Neuron;
        var (layer, all) = (neuron.Name.Layer, report.Network.Widths[neuron.Name.Layer]);
        console.WriteLine();
        var target = neuron.Target is { } y ? $", should be {Numbers.Short(y)}" : "";
        console.MarkupLine($"[bold]One neuron[/]: {neuron.Name} = {Numbers.Exact(neuron.A)}{target}; "
            + $"∂C/∂z = {Numbers.Exact(neuron.DCdz)}");
        console.MarkupLine("  Three ways to change it, and what the cost asks of each (↑ larger, ↓ smaller):");
        console.MarkupLine($"  1  its bias              ∂C/∂b = ∂C/∂z = {Tables.Wish(neuron.DCdb)}");
        console.MarkupLine("  2  its weights           ∂C/∂w = a · ∂C/∂z, in proportion to the a's");
        console.MarkupLine("  3  activations before    its wish w · ∂C/∂z, in proportion to the w's");
        console.MarkupLine(all == 1 ? "                           (no other neuron reads them: that is ∂C/∂a)"
            : $"                           (added to those of all {all} in layer {layer}: ∂C/∂a)");
        var table = Tables.New("from", "a", "2: ∂C/∂w", "w", "3: its wish", all == 1 ? "∂C/∂a" : $"all {all}: ∂C/∂a");
        var shown = neuron.Incoming.OrderByDescending(incoming => Math.Abs(incoming.Wish))
            .Take(report.IsWhole ? int.MaxValue : report.Top).ToList();
        foreach (var incoming in shown)
            table.AddRow($"{incoming.From}", Numbers.Short(incoming.A), Tables.Wish(incoming.DCdw),
                Numbers.Short(incoming.W), Tables.Wish(incoming.Wish), Tables.Wish(report.Explanation.Wishes(incoming.From).Sum));
        Tables.Write(console, table);
        if (shown.Count < neuron.Incoming.Count)
            console.MarkupLine($"  [dim]the {shown.Count} of {neuron.Incoming.Count} with the largest wishes; --top shows more[/]");
        if (all > 1) Wishes(report.Wished, layer);
    }

    private void Wishes(Learning.Explanations.NeuronName activation, int layer)
    {
        var wishes = report.Explanation.Wishes(activation);
        console.WriteLine();
        console.MarkupLine($"[bold]Wishes[/]: what the neurons of layer {layer} ask of {activation} = {Numbers.Exact(wishes.A)}");
        var table = Tables.New("neuron", "its w", "its ∂C/∂z", "wish w · ∂C/∂z");
        var order = Enumerable.Range(0, wishes.Wishes.Count).OrderByDescending(j => Math.Abs(wishes.Wishes[j]));
        var top = order.Take(report.IsWhole ? int.MaxValue : Math.Max(10, report.Top)).Order().ToList();
        foreach (var j in top)
            table.AddRow($"a{layer}:{j}", Numbers.Short(report.Explanation.Reference.Weights[layer - 1][j][activation.Index]),
                Numbers.Short(report.Explanation.Gradient.B[layer - 1][j]), Tables.Wish(wishes.Wishes[j]));
        if (top.Count < wishes.Wishes.Count) table.AddRow($"{wishes.Wishes.Count - top.Count} more", "", "", "");
        table.AddRow("[bold]sum[/]", "", $"[bold]∂C/∂{activation}[/]", $"[bold]{Tables.Signed(wishes.Sum, Numbers.Exact(wishes.Sum))}[/]");
        Tables.Write(console, table);
    }
}
