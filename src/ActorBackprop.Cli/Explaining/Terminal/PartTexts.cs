using ActorBackprop.Learning.Explanations;
using Spectre.Console;

namespace ActorBackprop.Cli.Explaining.Terminal;

/// <summary>Writes the chain rule at one weight, one factor per line.</summary>
internal sealed class WeightText(Report report, Action<string> say)
{
    public void Write()
    {
        var chain = report.Chain;
        var (neuron, j, k) = (chain.Neuron, chain.Neuron.Name.ToString()[1..], $"a{chain.Name.Layer - 1}:{chain.Name.From}");
        say("");
        say($"[bold]One weight[/]: {chain.Name} = {Numbers.Exact(chain.W)}, from {k} to a{j}");
        say(neuron.Cancels
            ? $"  ∂C/∂w = {k} · (a{j} − y), since σ′ and ∂C/∂a of this cost come to a − y"
            : $"  ∂C/∂w = {k} · σ′(z{j}) · ∂C/∂a{j}");
        Factor(k, chain.A, "the activation it comes from");
        if (neuron.Cancels)
            Factor($"a{j} − y", neuron.DCdz, $"a is {Numbers.Exact(neuron.A)}, y is {Numbers.Exact(neuron.Target!.Value)}");
        else
        {
            Factor($"σ′(z{j})", neuron.Slope!.Value, $"how steep a is at z = {Numbers.Exact(neuron.Z)}");
            Factor($"∂C/∂a{j}", neuron.DCda, Formulas.Source(neuron, report.Network));
        }
        say($"  {"∂C/∂w",-12} {Tables.Signed(chain.DCdw, $"[bold]{Numbers.Exact(chain.DCdw),16}[/]")}  "
            + $"so C {(chain.DCdw < 0 ? "falls" : chain.DCdw > 0 ? "rises" : "does not change")} as the weight grows");
    }

    private void Factor(string name, double value, string what) =>
        say($"  {name,-12} {Tables.Signed(value, $"{Numbers.Exact(value),16}")}  [dim]{what}[/]");
}

/// <summary>Writes the three ways to change a neuron, and the wishes of its layer.</summary>
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
            console.MarkupLine($"  [dim]{shown.Count} of {neuron.Incoming.Count}, the largest wishes; --top shows more[/]");
        if (all > 1) Wishes(report.Wished, layer);
    }

    private void Wishes(NeuronName activation, int layer)
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

/// <summary>Writes the predicted and the real effect of a small change.</summary>
internal sealed class NudgeText(Nudge nudge, Action<string> say)
{
    public void Write()
    {
        say("");
        say($"[bold]A nudge[/]: {nudge.Name} from {Numbers.Exact(nudge.Value)} to "
            + $"{Numbers.Exact(nudge.Value + nudge.Delta)}, δ = {Numbers.Exact(nudge.Delta)}");
        Line("predicted", nudge.Predicted, "∂C/∂p · δ, to first order");
        Line("real", nudge.Real, $"C from {Numbers.Exact(nudge.C)} to {Numbers.Exact(nudge.NudgedC)}");
        Line("remainder", nudge.Remainder, $"of second order: {Numbers.Short(nudge.RemainderByDeltaSquared)} · δ²");
    }

    private void Line(string name, double value, string what) =>
        say($"  {name,-10} {Tables.Signed(value, $"{Numbers.Exact(value),18}")}  [dim]{what}[/]");
}

/// <summary>Writes the wishes of each sample of a minibatch, their mean, and its distance from the mean over all samples.</summary>
internal sealed class MinibatchText(MinibatchExplanation minibatch, IAnsiConsole console)
{
    /// <summary>The most samples that get a column; the mean covers all samples.</summary>
    private const int Columns = 4;

    public void Write()
    {
        var shown = Math.Min(Columns, minibatch.Samples);
        console.WriteLine();
        console.MarkupLine($"[bold]A minibatch[/]: {minibatch.Samples} training sample(s), each with its wishes ∂C/∂p, and their mean");
        var samples = minibatch.Indices!.Take(shown).Select(index => $"no. {index}");
        var table = Tables.New(["parameter", .. samples, .. minibatch.Samples > shown ? ["…"] : Array.Empty<string>(), "mean"]);
        foreach (var watched in minibatch.Watched)
            table.AddRow([$"{watched.Name}", .. watched.Wishes.Take(shown).Select(wish => Tables.Signed(wish, Numbers.Short(wish, 3))),
                .. minibatch.Samples > shown ? ["…"] : Array.Empty<string>(),
                Tables.Signed(watched.Mean, $"[bold]{Numbers.Short(watched.Mean)}[/]")]);
        Tables.Write(console, table);
        console.MarkupLine($"  mean cost {Numbers.Exact(minibatch.C)}");
        console.MarkupLine($"  Compared with the gradient of all {minibatch.AllSamples:N0} (single precision, training kernels):");
        console.MarkupLine($"  cosine [bold]{Numbers.Exact(minibatch.Cosine!.Value)}[/]  [dim]1 is the same direction[/]");
        console.MarkupLine($"  length [bold]{Numbers.Exact(minibatch.LengthRatio!.Value)}[/] times its length  "
            + $"[dim]{Numbers.Exact(minibatch.Length!.Value)} to {Numbers.Exact(minibatch.AllLength!.Value)}[/]");
    }
}

/// <summary>Tables without rules, with a colour for each sign.</summary>
internal static class Tables
{
    /// <summary>Creates a table; the first column is aligned left, the others right.</summary>
    public static Table New(params string[] headings)
    {
        var table = new Table().NoBorder();
        foreach (var (heading, i) in headings.Select((heading, i) => (heading, i)))
        {
            var column = new TableColumn($"[dim]{heading}[/]") { NoWrap = true, Padding = new Padding(1, 0, 1, 0) };
            table.AddColumn(i == 0 || heading.EndsWith(',') ? column : column.RightAligned());
        }
        return table;
    }

    /// <summary>Writes a table, indented by two columns.</summary>
    public static void Write(IAnsiConsole console, Table table) => console.Write(new Padder(table, new Padding(2, 0, 0, 0)));

    /// <summary>Returns a text in blue above 0 and in orange below, colours that colour-blind readers can tell apart.</summary>
    public static string Signed(double value, string text) => value switch
    {
        > 0 => $"[dodgerblue1]{text}[/]",
        < 0 => $"[darkorange]{text}[/]",
        _ => text,
    };

    /// <summary>Returns a derivative and the direction of its wish: ↑ larger, ↓ smaller.</summary>
    public static string Wish(double derivative) =>
        Signed(derivative, Numbers.Short(derivative) + (derivative < 0 ? " ↑" : derivative > 0 ? " ↓" : "  "));
}
