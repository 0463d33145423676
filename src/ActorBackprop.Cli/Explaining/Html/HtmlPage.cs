using System.Text;
using System.Text.RegularExpressions;
using ActorBackprop.Learning;

namespace ActorBackprop.Cli.Explaining.Html;

/// <summary>All of it as one page that needs nothing but itself.</summary>
internal static partial class HtmlPage
{
    public static string Of(Report report)
    {
        var parts = new Dictionary<string, string>
        {
            ["title"] = Tags.Text($"{report.Network}: {report.Sample.Title}"),
            ["network"] = $"{report.Network}",
            ["origin"] = Tags.Text(report.Subject.Origin),
            ["headline"] = Headline(report),
            ["facts"] = Facts(report),
            ["drawing"] = new NetworkDrawing(report).Svg(),
            ["edges"] = report.IsWhole
                ? "point at a connection for its numbers"
                : "the strongest connections only; point at one for its numbers",
            ["pixels"] = Pixels(report),
            ["sections"] = Sections(report),
        };
        // In one pass: what is put in is not looked through again.
        return Place().Replace(Template(), match => parts[match.Groups[1].Value]);
    }

    private static string Sections(Report report)
    {
        var page = new StringBuilder();
        page.Append(FurtherSections.Section("weight", "One weight", WeightSection.Of(report)));
        page.Append(FurtherSections.Section("neuron", "One neuron, and three ways to change it", NeuronSection.Of(report)));
        page.Append(FurtherSections.Section("wishes", "Wishes, and their sums", WishesSection.Of(report)));
        page.Append(FurtherSections.Section("ranking", "What the cost is most sensitive to", RankingSection.Of(report)));
        if (report.Nudge is not null) page.Append(FurtherSections.Nudge(report.Nudge));
        if (report.Minibatch is not null) page.Append(FurtherSections.Minibatch(report.Minibatch));
        if (report.IsWhole) page.Append(FurtherSections.Neurons(report));
        if (report.Sample.Rows > 0) page.Append(FurtherSections.FirstWeights(report));
        return page.ToString();
    }

    private static string Headline(Report report) => report.Sample.Label is { } label
        ? Tags.Text($"{char.ToUpperInvariant(report.Sample.Title[0])}{report.Sample.Title[1..]}: the network says {report.Answer}"
            + (report.Answer == label ? ", and is right" : ", and is wrong"))
        : Tags.Text($"{report.Network}, forward and back");

    private static string Facts(Report report)
    {
        var layers = string.Join(", ", report.Network.Layers.Select(layer => Names.Of(layer.Activation)));
        return Fact("cost C", Numbers.Exact(report.Explanation.Cost), Formulas.Of(report.Network.Cost))
            + Fact("parameters", $"{report.Network.ParameterCount:N0}", $"{report.Network}")
            + Fact("activations", layers, $"cost {Names.Of(report.Network.Cost)}");
    }

    private static string Fact(string name, string value, string note) =>
        $"<div><dt>{name}</dt><dd>{value}</dd><dd class=\"muted\">{note}</dd></div>\n";

    /// <summary>What the cost asks of every pixel: the sums of the first layer's wishes.</summary>
    private static string Pixels(Report report)
    {
        var (sample, wishes) = (report.Sample, report.Explanation.Gradient.A[0]);
        if (sample.Rows == 0) return "";
        return "<figure class=\"pixels\"><img class=\"tile\" alt=\"∂C/∂a of every pixel\" "
            + $"src=\"{Pictures.Signed(wishes, sample.Rows, sample.Columns, Pictures.Most(wishes))}\">"
            + "<figcaption>All the way back: ∂C/∂a of every pixel, the sum of the first layer's wishes. More ink where it is "
            + "<span class=\"neg\">orange</span> lowers the cost, "
            + "where it is <span class=\"pos\">blue</span> raises it.</figcaption></figure>";
    }

    private static string Template()
    {
        using var stream = typeof(HtmlPage).Assembly.GetManifestResourceStream("explain.html")!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }

    [GeneratedRegex(@"\{\{(\w+)\}\}")]
    private static partial Regex Place();
}
