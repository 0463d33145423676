using System.Text;
using ActorBackprop.Learning;
using ActorBackprop.Runs.Drawing;

namespace ActorBackprop.Cli.Explaining.Page;

/// <summary>Returns the report as one HTML file without scripts or other files.</summary>
internal static class ExplainPage
{
    public static string Of(Report report)
    {
        var parts = new Dictionary<string, string>
        {
            ["title"] = Html.Text($"{report.Network}: {report.Sample.Title}"),
            ["network"] = $"{report.Network}",
            ["origin"] = Html.Text(report.Subject.Origin),
            ["headline"] = Headline(report),
            ["facts"] = Facts(report),
            ["drawing"] = new NetworkDrawing(report).Draw(),
            ["edges"] = report.IsWhole
                ? "point at a connection for its numbers"
                : "the strongest connections only; point at one for its numbers",
            ["pixels"] = Pixels(report),
            ["sections"] = Sections(report),
        };
        return Html.Page(typeof(ExplainPage).Assembly, "explain.html", parts);
    }

    private static string Sections(Report report)
    {
        var page = new StringBuilder();
        page.Append(PageSections.Section("weight", "One weight", PageSections.Weight(report)));
        page.Append(PageSections.Section("neuron", "One neuron, and three ways to change it", PageSections.Neuron(report)));
        page.Append(PageSections.Section("wishes", "Wishes and their sums", PageSections.Wishes(report)));
        page.Append(PageSections.Section("ranking", "What the cost is most sensitive to", PageSections.Ranking(report)));
        if (report.Nudge is not null) page.Append(PageSections.Nudge(report.Nudge));
        if (report.Minibatch is not null) page.Append(PageSections.Minibatch(report.Minibatch));
        if (report.IsWhole) page.Append(PageSections.Neurons(report));
        if (report.Sample.Rows > 0) page.Append(PageSections.FirstWeights(report));
        return page.ToString();
    }

    private static string Headline(Report report) => report.Sample.Label is { } label
        ? Html.Text($"{char.ToUpperInvariant(report.Sample.Title[0])}{report.Sample.Title[1..]}: the network answers {report.Answer}. "
            + (report.Answer == label ? "Right." : "Wrong."))
        : Html.Text($"{report.Network}, forward and backward");

    private static string Facts(Report report)
    {
        var layers = string.Join(", ", report.Network.Layers.Select(layer => Names.Of(layer.Activation)));
        return Fact("cost C", Numbers.Exact(report.Explanation.Cost), Formulas.Of(report.Network.Cost))
            + Fact("parameters", $"{report.Network.ParameterCount:N0}", $"{report.Network}")
            + Fact("activations", layers, $"cost {Names.Of(report.Network.Cost)}");
    }

    private static string Fact(string name, string value, string note) =>
        $"<div><dt>{name}</dt><dd>{value}</dd><dd class=\"muted\">{note}</dd></div>\n";

    /// <summary>Returns ∂C/∂a of every pixel, the sums of the first layer's wishes, as an image.</summary>
    private static string Pixels(Report report)
    {
        var (sample, wishes) = (report.Sample, report.Explanation.Gradient.A[0]);
        if (sample.Rows == 0) return "";
        return "<figure class=\"pixels\"><img class=\"tile\" alt=\"∂C/∂a of every pixel\" "
            + $"src=\"{Pictures.Signed(wishes, sample.Rows, sample.Columns, Pictures.Largest(wishes))}\">"
            + "<figcaption>Back to the input: ∂C/∂a of every pixel, the sum of the first layer's wishes. Ink on "
            + "<span class=\"neg\">orange</span> pixels lowers the cost, "
            + "ink on <span class=\"pos\">blue</span> pixels raises it.</figcaption></figure>";
    }
}
