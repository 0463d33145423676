using System.Globalization;
using System.Text;
using ActorBackprop.Learning.Explanations;

namespace ActorBackprop.Cli.Explaining.Html;

/// <summary>The network as columns of neurons: fill = activation.</summary>
internal sealed class NetworkDrawing(Report report)
{
    private readonly NetworkLayout _layout = new(report);

    public string Svg()
    {
        var edges = new NetworkEdges(report, _layout);
        var svg = new StringBuilder($"<svg class=\"network\" viewBox=\"0 0 {NetworkLayout.Width} {_layout.Height}\" role=\"img\" "
            + $"aria-label=\"The network {report.Network}: fill is activation, width is magnitude, dashed is below 0\">\n");
        if (_layout.HasImage) svg.Append(Image());
        svg.Append(edges.Of("by-w", report.Explanation.Reference.Weights)).Append(edges.Of("by-g", report.Explanation.Gradient.W));
        svg.Append(edges.Chosen());
        for (var layer = 0; layer <= report.Network.Layers.Count; layer++)
            foreach (var index in _layout.Drawn(layer)) svg.Append(Neuron(new(layer, index)));
        svg.Append(edges.Labels());
        for (var layer = 0; layer <= report.Network.Layers.Count; layer++) svg.Append(Caption(layer));
        return svg.Append("</svg>").ToString();
    }

    private string Image()
    {
        var ((x, y, width, height), sample) = (_layout.Image, report.Sample);
        var place = $"x=\"{Tags.At(x)}\" y=\"{Tags.At(y)}\" width=\"{Tags.At(width)}\" height=\"{Tags.At(height)}\"";
        return $"<rect class=\"paper\" {place} rx=\"4\"/><image class=\"ink\" {place} "
            + $"href=\"{Pictures.Ink(sample.X, sample.Rows, sample.Columns)}\"/>\n";
    }

    private string Neuron(NeuronName name)
    {
        var ((x, y), radius, a) = (_layout.Of(name), _layout.Radius(name.Layer), report.Explanation.Pass.A[name.Layer]);
        // A sigmoid's activation is a share of 1; what has no bounds is measured by the largest of its layer.
        var share = double.IsFinite(a[name.Index]) ? Math.Abs(a[name.Index]) / Math.Max(1, Pictures.Most(a)) : 0;
        var circle = $"cx=\"{Tags.At(x)}\" cy=\"{Tags.At(y)}\"";
        var chosen = name == report.Neuron.Name || name == report.Chain.Name.Neuron
            || name == new NeuronName(report.Chain.Name.Layer - 1, report.Chain.Name.From!.Value);
        var svg = new StringBuilder($"<g class=\"neuron{(chosen ? " spoken" : "")}\"><title>{Title(name)}</title>");
        svg.Append($"<circle class=\"body\" {circle} r=\"{Tags.At(radius)}\"/>");
        svg.Append($"<circle class=\"{(a[name.Index] < 0 ? "below" : "fill")}\" {circle} "
            + $"r=\"{Tags.At(Math.Max(1, radius - 2))}\" fill-opacity=\"{Tags.At(share)}\"/>");
        return svg.Append(Label(name, x, y, radius)).Append("</g>\n").ToString();
    }

    private string Label(NeuronName name, double x, double y, double radius)
    {
        var a = report.Explanation.Pass.A[name.Layer][name.Index];
        if (name.Layer == report.Network.Layers.Count && _layout.Drawn(name.Layer).Count > 1)
        {
            var target = report.Explanation.Target[name.Index];
            var value = Math.Abs(a) < 10 ? a.ToString("0.000", CultureInfo.InvariantCulture) : Numbers.Short(a, 4);
            var mark = target == 0 ? "" : $"<tspan class=\"target\" dx=\"8\">← {Numbers.Short(target, 3)}</tspan>";
            return $"<text x=\"{Tags.At(x + radius + 10)}\" y=\"{Tags.At(y + 5)}\"><tspan class=\"name\">{name.Index}</tspan>"
                + $"<tspan dx=\"8\">{value}</tspan>{mark}</text>";
        }
        if (!report.IsWhole) return "";
        var derivative = report.Explanation.Gradient.A[name.Layer][name.Index];
        return $"<text class=\"under\" x=\"{Tags.At(x)}\" y=\"{Tags.At(y + radius + 18)}\">{name} = {Numbers.Short(a, 4)}</text>"
            + $"<text class=\"under small\" x=\"{Tags.At(x)}\" y=\"{Tags.At(y + radius + 34)}\">"
            + $"∂C/∂a = {Numbers.Short(derivative, 4)}</text>";
    }

    private string Title(NeuronName name)
    {
        var (a, derivative) = (report.Explanation.Pass.A[name.Layer][name.Index], report.Explanation.Gradient.A[name.Layer][name.Index]);
        return $"{name} = {Numbers.Short(a)}, ∂C/∂a = {Numbers.Short(derivative)}";
    }

    private string Caption(int layer)
    {
        var (drawn, width) = (_layout.Drawn(layer).Count, report.Network.Widths[layer]);
        var image = layer == 0 && _layout.HasImage;
        var x = image ? _layout.Image.X + _layout.Image.Width / 2 : _layout.Of(new(layer, _layout.Drawn(layer)[0])).X;
        var what = layer == 0 ? "input" : layer == report.Network.Layers.Count ? "outputs" : $"layer {layer}";
        var count = image || drawn == width ? $"{width}" : $"{drawn} of {width}";
        return $"<text class=\"under caption\" x=\"{Tags.At(x)}\" y=\"18\">"
            + $"{(width == 1 ? what.TrimEnd('s') : $"{what}: {count}")}</text>\n";
    }
}
