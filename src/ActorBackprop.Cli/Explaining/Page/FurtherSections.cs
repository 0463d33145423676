using ActorBackprop.Learning.Explanations;
using ActorBackprop.Runs.Drawing;

namespace ActorBackprop.Cli.Explaining.Page;

/// <summary>What is on the page only where it was asked for, or where there is room.</summary>
internal static class FurtherSections
{
    private const int MaxTiles = 64, MaxSamples = 6;

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
            $"<p>Each of {minibatch.Samples} training samples has wishes of its own; their mean is the gradient a step follows. "
            + $"Beside the gradient of all {minibatch.AllSamples:N0} (single precision, the kernels that train) it has the cosine "
            + $"<b>{Numbers.Exact(minibatch.Cosine!.Value)}</b>, where 1 is the "
            + $"same direction, and <b>{Numbers.Exact(minibatch.LengthRatio!.Value)}</b> times the length. "
            + $"Mean cost: {Numbers.Exact(minibatch.C)}.</p>\n"
            + Html.Table([.. minibatch.Indices!.Take(shown).Select(index => $"no. {index}").Prepend("parameter"), .. more, "mean"],
                minibatch.Watched.Select(watched =>
                    Html.Row([$"{watched.Name}", .. watched.Wishes.Take(shown).Select(Brief), .. more, Numeral.Signed(watched.Mean)]))));
    }

    /// <summary>Every neuron of a network that is small enough.</summary>
    public static string Neurons(Report report) => Section("neurons", "Every neuron, forward and back",
        Html.Table(["neuron", "b", "z", "a = σ(z)", "σ′(z)", "∂C/∂a", "∂C/∂z = ∂C/∂b"],
            from layer in Enumerable.Range(1, report.Network.Layers.Count)
            from index in Enumerable.Range(0, report.Network.Widths[layer])
            let neuron = report.Explanation.Neuron(new(layer, index))
            let bias = report.Explanation.Reference.Biases[layer - 1][index]
            select Html.Row($"{neuron.Name}", Numbers.Exact(bias), Numbers.Exact(neuron.Z), Numbers.Exact(neuron.A),
                neuron.Slope is { } slope ? Numbers.Exact(slope) : "", Numeral.Signed(neuron.DCda), Numeral.Signed(neuron.DCdz))));

    /// <summary>The weights of the first layer as images, one a neuron.</summary>
    public static string FirstWeights(Report report)
    {
        var (rows, sample) = (report.Explanation.Reference.Weights[0], report.Sample);
        var shown = Math.Min(MaxTiles, rows.Length);
        // One scale for all, and not that of a single outlier.
        var magnitudes = rows.Take(shown).SelectMany(row => row).Select(Math.Abs).Where(double.IsFinite).Order().ToList();
        var most = magnitudes.Count == 0 ? 0 : magnitudes[(int)(0.995 * (magnitudes.Count - 1))];
        var tiles = Enumerable.Range(0, shown).Select(j =>
            $"<figure><img class=\"tile\" alt=\"weights of a1:{j}\" "
            + $"src=\"{Pictures.Signed(rows[j], sample.Rows, sample.Columns, most)}\">"
            + $"<figcaption>a1:{j} <span>{Numbers.Short(report.Explanation.Pass.A[1][j], 2)}</span></figcaption></figure>");
        return Section("first", "What the first layer looks for",
            $"<p>The weights from each pixel to {(shown < rows.Length ? $"{shown} of the {rows.Length}" : $"the {rows.Length}")} neurons "
            + "of layer 1, and what they make of this digit. <span class=\"pos\">Blue</span> is above 0: ink there raises z. "
            + "<span class=\"neg\">Orange</span> lowers it.</p>\n"
            + $"<div class=\"tiles\">{string.Concat(tiles)}</div>\n");
    }

    private static string Brief(double wish) =>
        $"<span class=\"{Numeral.Sign(wish)}\" title=\"{Numbers.Exact(wish)}\">{Numbers.Short(wish, 3)}</span>";

    /// <summary>A section with its heading.</summary>
    public static string Section(string id, string heading, string body) => $"<section id=\"{id}\"><h2>{heading}</h2>\n{body}</section>\n";
}
