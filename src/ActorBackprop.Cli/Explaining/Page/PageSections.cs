using ActorBackprop.Learning.Explanations;
using ActorBackprop.Runs.Drawing;

namespace ActorBackprop.Cli.Explaining.Page;

/// <summary>The sections of the page.</summary>
internal static class PageSections
{
    private const int MaxIncoming = 8, MaxWishes = 12, MaxTiles = 64, MaxSamples = 6;

    private const string Times = "<span class=\"times\">×</span>";

    /// <summary>Returns the chain rule at one weight: a box for each factor, and one for the product.</summary>
    public static string Weight(Report report)
    {
        var chain = report.Chain;
        var (neuron, k, j) = (chain.Neuron, $"a{chain.Name.Layer - 1}:{chain.Name.From}", chain.Neuron.Name.ToString()[1..]);
        var from = Factor(k, chain.A, "the activation it comes from");
        var boxes = neuron.Cancels
            ? from + Times + Factor($"a{j} − y", neuron.DCdz, "σ′ and ∂C/∂a of this cost come to a − y")
            : from + Times + Factor($"σ′(z{j})", neuron.Slope!.Value, $"how steep a is at z = {Numbers.Exact(neuron.Z)}")
                + Times + Factor($"∂C/∂a{j}", neuron.DCda, Formulas.Source(neuron, report.Network));
        var direction = chain.DCdw switch { < 0 => "falls as the weight grows", > 0 => "rises as the weight grows", _ => "does not change with it" };
        var rest = neuron.Cancels ? "(a<sub>j</sub> − y<sub>j</sub>)" : "σ′(z<sub>j</sub>) · ∂C/∂a<sub>j</sub>";
        return $"<p class=\"formula\">∂C/∂w = a<sub>k</sub> · {rest}</p>\n"
            + $"<p>The weight <b>{chain.Name}</b> = {Numbers.Exact(chain.W)} leads from {k} to a{j}.</p>\n"
            + $"<div class=\"product\">{boxes}<span class=\"times\">=</span>"
            + $"<div class=\"factor result\"><small>∂C/∂{chain.Name}</small>{Numeral.Signed(chain.DCdw)}"
            + $"<span>the cost {direction}</span></div></div>\n";
    }

    private static string Factor(string name, double value, string what) =>
        $"<div class=\"factor\"><small>{name}</small>{Numeral.Signed(value)}<span>{what}</span></div>";

    /// <summary>Returns the three ways to change a neuron, a card each.</summary>
    public static string Neuron(Report report)
    {
        var neuron = report.Neuron;
        var target = neuron.Target is { } y ? $" and should be {Numbers.Short(y)}" : "";
        return $"<p>The neuron <b>{neuron.Name}</b> is {Numbers.Exact(neuron.A)}{target}. The wishes for its bias, weights and "
            + $"inputs are all multiples of ∂C/∂z = {Numeral.Signed(neuron.DCdz)}. ↑: larger, ↓: smaller.</p>\n<div class=\"cards\">"
            + Card("1", "Its bias", "∂C/∂b = ∂C/∂z",
                $"<p class=\"big\">{Numeral.Wish(neuron.DCdb)}</p><p>b = {Numbers.Exact(neuron.B)}</p>")
            + Card("2", "Its weights", "∂C/∂w = a · ∂C/∂z, in proportion to the activations they come from",
                Picture(report, incoming => incoming.DCdw)
                    + List(neuron, incoming => incoming.DCdw, "a", incoming => incoming.A))
            + Card("3", "The activations before it", "w · ∂C/∂z, in proportion to its weights",
                Picture(report, incoming => incoming.Wish) + List(neuron, incoming => incoming.Wish, "w", incoming => incoming.W))
            + "</div>\n";
    }

    private static string Card(string number, string name, string formula, string body) =>
        $"<div class=\"card\"><h3><i>{number}</i>{name}</h3><p class=\"muted\">{formula}</p>{body}</div>\n";

    private static string List(NeuronExplanation neuron, Func<Connection, double> value, string of, Func<Connection, double> reason)
    {
        var most = Pictures.Largest(neuron.Incoming.Select(value));
        var top = neuron.Incoming.OrderByDescending(incoming => Math.Abs(value(incoming))).Take(MaxIncoming).ToList();
        var rest = neuron.Incoming.Count > top.Count ? $"<p class=\"muted\">the {top.Count} largest of {neuron.Incoming.Count}</p>" : "";
        return Html.Table(["from", of, "wish", ""], top.Select(incoming =>
            Html.Row($"{incoming.From}", Numeral.Short(reason(incoming)),
                Numeral.Wish(value(incoming)), Numeral.Bar(value(incoming), most)))) + rest;
    }

    /// <summary>Returns the wishes as an image where the neuron reads pixels.</summary>
    private static string Picture(Report report, Func<Connection, double> value)
    {
        if (report.Sample.Rows == 0 || report.Neuron.Name.Layer != 1) return "";
        var values = report.Neuron.Incoming.Select(value).ToList();
        var picture = Pictures.Signed(values, report.Sample.Rows, report.Sample.Columns, Pictures.Largest(values));
        return $"<img class=\"tile\" alt=\"by pixel\" src=\"{picture}\">";
    }

    /// <summary>Returns a layer's wishes for the activations before it: a row per activation, a column per neuron, and the sums.</summary>
    public static string Wishes(Report report)
    {
        var layer = report.Neuron.Name.Layer;
        var all = report.Wishes;
        var rows = all.OrderByDescending(wishes => Math.Abs(wishes.Sum)).Take(MaxWishes).ToList();
        var width = report.Network.Widths[layer];
        var columns = Enumerable.Range(0, width)
            .OrderByDescending(j => rows.Max(wishes => Math.Abs(wishes.Wishes[j]))).Take(MaxWishes).Order().ToList();
        var most = Pictures.Largest(rows.SelectMany(wishes => wishes.Wishes));
        var rest = columns.Count < width ? $"<td class=\"muted\">{width - columns.Count} more</td>" : "";
        IEnumerable<string> headings = ["activation", "sum = ∂C/∂a", .. columns.Select(j => $"a{layer}:{j}")];
        return $"<p>Each neuron of layer {layer} wishes for w · ∂C/∂z of each activation before it. The sum of the wishes "
            + $"is the activation's ∂C/∂a, and the same steps repeat one layer back."
            + $"{(rows.Count < all.Count ? $" The {rows.Count} of {all.Count} activations with the largest sums:" : "")}</p>\n"
            + Html.Table(columns.Count < width ? headings.Append("…") : headings,
                rows.Select(wishes => $"<tr><th scope=\"row\">{wishes.Name} = {Numbers.Short(wishes.A, 3)}</th>"
                    + $"<td>{Numeral.Wish(wishes.Sum)}</td>"
                    + string.Concat(columns.Select(j => Cell(wishes.Wishes[j], most))) + rest + "</tr>\n"));
    }

    private static string Cell(double wish, double most)
    {
        var share = most > 0 && double.IsFinite(wish) ? Math.Abs(wish) / most : 0;
        return $"<td class=\"heat {Numeral.Sign(wish)}\" style=\"--h:{Svg.At(share * 70)}%\" "
            + $"title=\"{Numbers.Exact(wish)}\">{Numbers.Short(wish, 2)}</td>";
    }

    /// <summary>Returns the parameters that the cost is most sensitive to.</summary>
    public static string Ranking(Report report)
    {
        var top = report.Ranking.Take(report.IsWhole ? int.MaxValue : report.Top).ToList();
        var most = Pictures.Largest(top.Select(p => p.Derivative));
        return $"<p>{top.Count} of {report.Ranking.Count:N0} weights and biases, by |∂C/∂p|. "
            + "To lower the cost, move a parameter against the sign of its derivative.</p>\n"
            + Html.Table(["parameter", "value", "∂C/∂p", "", "to lower the cost"], top.Select(p => Html.Row(
                $"{p.Name}", Numeral.Short(p.Value), Numeral.Signed(p.Derivative), Numeral.Bar(p.Derivative, most),
                p.Derivative < 0 ? "raise it" : p.Derivative > 0 ? "lower it" : "leave it")));
    }

    public static string Nudge(Nudge nudge) => Section("nudge", "A nudge",
        $"<p><b>{nudge.Name}</b> goes from {Numbers.Exact(nudge.Value)} to "
        + $"{Numbers.Exact(nudge.Value + nudge.Delta)}: "
        + $"δ = {Numbers.Exact(nudge.Delta)}, and the cost from {Numbers.Exact(nudge.C)} to {Numbers.Exact(nudge.NudgedC)}.</p>\n"
        + Html.Table(["", "change of C", ""],
        [
            Html.Row("predicted", Numeral.Signed(nudge.Predicted), "∂C/∂p · δ, to first order"),
            Html.Row("real", Numeral.Signed(nudge.Real), "another forward pass"),
            Html.Row("remainder", Numeral.Signed(nudge.Remainder), $"of second order: {Numbers.Short(nudge.RemainderByDeltaSquared)} · δ²"),
        ]));

    public static string Minibatch(MinibatchExplanation minibatch)
    {
        var shown = Math.Min(MaxSamples, minibatch.Samples);
        var more = minibatch.Samples > shown ? new[] { "…" } : [];
        return Section("minibatch", "A minibatch",
            $"<p>Each of {minibatch.Samples} training samples has its own wishes; their mean is the gradient that a step follows. "
            + $"Compared with the gradient of all {minibatch.AllSamples:N0} (single precision, training kernels) it has the cosine "
            + $"<b>{Numbers.Exact(minibatch.Cosine!.Value)}</b> (1: same direction) "
            + $"and <b>{Numbers.Exact(minibatch.LengthRatio!.Value)}</b> times the length. "
            + $"Mean cost: {Numbers.Exact(minibatch.C)}.</p>\n"
            + Html.Table([.. minibatch.Indices!.Take(shown).Select(index => $"no. {index}").Prepend("parameter"), .. more, "mean"],
                minibatch.Watched.Select(watched =>
                    Html.Row([$"{watched.Name}", .. watched.Wishes.Take(shown).Select(Brief), .. more, Numeral.Signed(watched.Mean)]))));
    }

    /// <summary>Returns every neuron of a small network.</summary>
    public static string Neurons(Report report) => Section("neurons", "Every neuron, forward and back",
        Html.Table(["neuron", "b", "z", "a = σ(z)", "σ′(z)", "∂C/∂a", "∂C/∂z = ∂C/∂b"],
            from layer in Enumerable.Range(1, report.Network.Layers.Count)
            from index in Enumerable.Range(0, report.Network.Widths[layer])
            let neuron = report.Explanation.Neuron(new(layer, index))
            let bias = report.Explanation.Reference.Biases[layer - 1][index]
            select Html.Row($"{neuron.Name}", Numbers.Exact(bias), Numbers.Exact(neuron.Z), Numbers.Exact(neuron.A),
                neuron.Slope is { } slope ? Numbers.Exact(slope) : "", Numeral.Signed(neuron.DCda), Numeral.Signed(neuron.DCdz))));

    /// <summary>Returns the weights of the first layer as images, one per neuron.</summary>
    public static string FirstWeights(Report report)
    {
        var (rows, sample) = (report.Explanation.Reference.Weights[0], report.Sample);
        var shown = Math.Min(MaxTiles, rows.Length);
        // One scale for all neurons, without outliers.
        var magnitudes = rows.Take(shown).SelectMany(row => row).Select(Math.Abs).Where(double.IsFinite).Order().ToList();
        var most = magnitudes.Count == 0 ? 0 : magnitudes[(int)(0.995 * (magnitudes.Count - 1))];
        var tiles = Enumerable.Range(0, shown).Select(j =>
            $"<figure><img class=\"tile\" alt=\"weights of a1:{j}\" "
            + $"src=\"{Pictures.Signed(rows[j], sample.Rows, sample.Columns, most)}\">"
            + $"<figcaption>a1:{j} <span>{Numbers.Short(report.Explanation.Pass.A[1][j], 2)}</span></figcaption></figure>");
        return Section("first", "What the first layer looks for",
            $"<p>The weights from each pixel to {(shown < rows.Length ? $"{shown} of the {rows.Length}" : $"the {rows.Length}")} neurons "
            + "of layer 1, with their activations for this digit. <span class=\"pos\">Blue</span> weights are above 0: ink there raises z. "
            + "<span class=\"neg\">Orange</span> weights lower it.</p>\n"
            + $"<div class=\"tiles\">{string.Concat(tiles)}</div>\n");
    }

    private static string Brief(double wish) =>
        $"<span class=\"{Numeral.Sign(wish)}\" title=\"{Numbers.Exact(wish)}\">{Numbers.Short(wish, 3)}</span>";

    /// <summary>Returns a section with its heading.</summary>
    public static string Section(string id, string heading, string body) => $"<section id=\"{id}\"><h2>{heading}</h2>\n{body}</section>\n";
}
