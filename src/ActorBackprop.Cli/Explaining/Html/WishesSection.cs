namespace ActorBackprop.Cli.Explaining.Html;

/// <summary>What a layer's neurons wish of the activations before it: a row an activation, a column a neuron, and the sums.</summary>
internal static class WishesSection
{
    private const int Rows = 12, Columns = 12;

    public static string Of(Report report)
    {
        var layer = report.Neuron.Name.Layer;
        var all = report.Wishes;
        var rows = all.OrderByDescending(wishes => Math.Abs(wishes.Sum)).Take(Rows).ToList();
        var width = report.Network.Widths[layer];
        var columns = Enumerable.Range(0, width)
            .OrderByDescending(j => rows.Max(wishes => Math.Abs(wishes.Wishes[j]))).Take(Columns).Order().ToList();
        var most = Pictures.Most(rows.SelectMany(wishes => wishes.Wishes));
        var rest = columns.Count < width ? $"<td class=\"muted\">{width - columns.Count} more</td>" : "";
        IEnumerable<string> headings = ["activation", "sum = ∂C/∂a", .. columns.Select(j => $"a{layer}:{j}")];
        return $"<p>Each neuron of layer {layer} wishes w · ∂C/∂z of an activation before it, and the sum of the wishes "
            + $"is that activation's ∂C/∂a, and the same steps repeat one layer back."
            + $"{(rows.Count < all.Count ? $" The {rows.Count} of {all.Count} activations with the largest sums:" : "")}</p>\n"
            + Tags.Table(columns.Count < width ? headings.Append("…") : headings,
                rows.Select(wishes => $"<tr><th scope=\"row\">{wishes.Name} = {Numbers.Short(wishes.A, 3)}</th>"
                    + $"<td>{Tags.Wish(wishes.Sum)}</td>"
                    + string.Concat(columns.Select(j => Cell(wishes.Wishes[j], most))) + rest + "</tr>\n"));
    }

    private static string Cell(double wish, double most)
    {
        var share = most > 0 && double.IsFinite(wish) ? Math.Abs(wish) / most : 0;
        return $"<td class=\"heat {Tags.Sign(wish)}\" style=\"--h:{Tags.At(share * 70)}%\" "
            + $"title=\"{Numbers.Exact(wish)}\">{Numbers.Short(wish, 2)}</td>";
    }
}
