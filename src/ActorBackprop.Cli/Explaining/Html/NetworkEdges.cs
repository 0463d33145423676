using System.Text;
using ActorBackprop.Learning.Explanations;

namespace ActorBackprop.Cli.Explaining.Html;

/// <summary>The strongest connections of the drawing: width = magnitude, colour and dash = sign.</summary>
internal sealed class NetworkEdges(Report report, NetworkLayout layout)
{
    private const int MostFromPixels = 45, MostBetweenNeurons = 120;
    private const double Thinnest = 0.5, Thickest = 4.5;

    /// <summary>A group of lines, by |w| or by |∂C/∂w|.</summary>
    public string Of(string name, double[][][] magnitudes)
    {
        var svg = new StringBuilder($"<g class=\"edges {name}\">");
        for (var layer = 1; layer <= report.Network.Layers.Count; layer++)
        {
            var rows = magnitudes[layer - 1];
            var edges = Candidates(layer).OrderByDescending(edge => Math.Abs(rows[edge.To][edge.From!.Value]))
                .Take(layer == 1 && layout.HasImage ? MostFromPixels : MostBetweenNeurons).Reverse().ToList();
            var most = Pictures.Most(edges.Select(edge => rows[edge.To][edge.From!.Value]));
            foreach (var edge in edges) svg.Append(Line(edge, rows[edge.To][edge.From!.Value], most));
        }
        return svg.Append("</g>\n").ToString();
    }

    /// <summary>The chosen weight, on top of all.</summary>
    public string Chosen()
    {
        var edge = report.Chain.Name;
        return $"<line class=\"chosen {Tags.Sign(report.Chain.W)}\" {Place(edge)}><title>{Title(edge)}</title></line>\n";
    }

    /// <summary>Of a small network every weight, written on its line.</summary>
    public string Labels()
    {
        if (!report.IsWhole) return "";
        var svg = new StringBuilder();
        foreach (var edge in Enumerable.Range(1, report.Network.Layers.Count).SelectMany(Candidates))
        {
            var ((x1, y1), (x2, y2)) = Ends(edge);
            // Not all in the middle, where the lines of a layer cross.
            var share = report.Network.Widths[edge.Layer - 1] == 1 && report.Network.Widths[edge.Layer] == 1 ? 0.5 : 0.28;
            svg.Append($"<text class=\"on-line\" x=\"{Tags.At(x1 + share * (x2 - x1))}\" y=\"{Tags.At(y1 + share * (y2 - y1) - 7)}\">"
                + $"{Numbers.Short(report.Explanation.Of(edge).Value, 4)}</text>");
        }
        return svg.Append('\n').ToString();
    }

    private IEnumerable<ParameterName> Candidates(int layer) =>
        from to in layout.Drawn(layer)
        from k in layer == 1 && layout.HasImage ? Enumerable.Range(0, report.Network.Inputs) : layout.Drawn(layer - 1)
        select new ParameterName(layer, to, k);

    private string Line(ParameterName edge, double value, double most)
    {
        var share = most > 0 && double.IsFinite(value) ? Math.Abs(value) / most : 0;
        return $"<line class=\"{Tags.Sign(value)}\" {Place(edge)} stroke-width=\"{Tags.At(Thinnest + (Thickest - Thinnest) * share)}\" "
            + $"opacity=\"{Tags.At(0.25 + 0.65 * share)}\"><title>{Title(edge)}</title></line>\n";
    }

    private ((double X, double Y) From, (double X, double Y) To) Ends(ParameterName edge) =>
        (layout.Of(new NeuronName(edge.Layer - 1, edge.From!.Value)), layout.Of(edge.Neuron));

    private string Place(ParameterName edge)
    {
        var ((x1, y1), (x2, y2)) = Ends(edge);
        return $"x1=\"{Tags.At(x1)}\" y1=\"{Tags.At(y1)}\" x2=\"{Tags.At(x2)}\" y2=\"{Tags.At(y2)}\"";
    }

    private string Title(ParameterName edge)
    {
        var (name, value, derivative) = report.Explanation.Of(edge);
        return $"{name} = {Numbers.Short(value)}, ∂C/∂w = {Numbers.Short(derivative)}";
    }
}
