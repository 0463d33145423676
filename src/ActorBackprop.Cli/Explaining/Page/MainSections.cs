using ActorBackprop.Learning.Explanations;
using ActorBackprop.Runs.Drawing;

namespace ActorBackprop.Cli.Explaining.Page;

/// <summary>The sections that every page has.</summary>
internal static class MainSections
{
    private const int MaxIncoming = 8, MaxWishes = 12;

    private const string Times = "<span class=\"times\">×</span>";

    /// <summary>The chain rule at one weight: a box for each factor, and one for their product.</summary>
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

    /// <summary>The three ways to change a neuron, a card each.</summary>
    public static string Neuron(Report report)
    {
        var neuron = report.Neuron;
        var target = neuron.Target is { } y ? $" and should be {Numbers.Short(y)}" : "";
        return $"<p>The neuron <b>{neuron.Name}</b> is {Numbers.Exact(neuron.A)}{target}. Everything asked of what is before it "
            + $"is a share of ∂C/∂z = {Numeral.Signed(neuron.DCdz)}. An arrow ↑ wishes it larger, ↓ smaller.</p>\n<div class=\"cards\">"
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

    /// <summary>The wishes as an image, where what comes before is one.</summary>
    private static string Picture(Report report, Func<Connection, double> value)
    {
        if (report.Sample.Rows == 0 || report.Neuron.Name.Layer != 1) return "";
        var values = report.Neuron.Incoming.Select(value).ToList();
        var picture = Pictures.Signed(values, report.Sample.Rows, report.Sample.Columns, Pictures.Largest(values));
        return $"<img class=\"tile\" alt=\"by pixel\" src=\"{picture}\">";
    }

    /// <summary>What a layer's neurons wish of the activations before it: a row an activation, a column a neuron, and the sums.</summary>
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
        return $"<p>Each neuron of layer {layer} wishes w · ∂C/∂z of an activation before it, and the sum of the wishes "
            + $"is that activation's ∂C/∂a, and the same steps repeat one layer back."
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

    /// <summary>The parameters the cost is most sensitive to.</summary>
    public static string Ranking(Report report)
    {
        var top = report.Ranking.Take(report.IsWhole ? int.MaxValue : report.Top).ToList();
        var most = Pictures.Largest(top.Select(p => p.Derivative));
        return $"<p>{top.Count} of {report.Ranking.Count:N0} weights and biases, by |∂C/∂p|. "
            + $"To lower the cost, a step goes against the sign.</p>\n"
            + Html.Table(["parameter", "value", "∂C/∂p", "", "so"], top.Select(p => Html.Row(
                $"{p.Name}", Numeral.Short(p.Value), Numeral.Signed(p.Derivative), Numeral.Bar(p.Derivative, most),
                p.Derivative < 0 ? "raise it" : p.Derivative > 0 ? "lower it" : "leave it")));
    }
}
