using System.Globalization;
using ActorBackprop.Learning.Explanations;
using ActorBackprop.Runs.Drawing;

namespace ActorBackprop.Cli.Explaining.Page;

/// <summary>
/// Draws the network as columns of neurons with their activations as fill, and the strongest connections between them: width is magnitude,
/// colour and dash are the sign.
/// </summary>
internal sealed class NetworkDrawing(Report report)
{
    private const int MaxEdgesFromPixels = 45, MaxEdgesBetweenNeurons = 120;
    private const double Thinnest = 0.5, Thickest = 4.5;

    private readonly NetworkLayout _layout = new(report);

    public string Draw()
    {
        var svg = new Svg(NetworkLayout.Width, _layout.Height);
        if (_layout.HasImage) DrawImage(svg);
        DrawEdges(svg, "by-w", report.Explanation.Reference.Weights);
        DrawEdges(svg, "by-g", report.Explanation.Gradient.W);
        DrawEdge(svg, $"chosen {Numeral.Sign(report.Chain.W)}", report.Chain.Name);
        for (var layer = 0; layer <= report.Network.Layers.Count; layer++)
            foreach (var index in _layout.Drawn(layer)) DrawNeuron(svg, new(layer, index));
        if (report.IsWhole) LabelEdges(svg);
        for (var layer = 0; layer <= report.Network.Layers.Count; layer++) DrawCaption(svg, layer);
        return svg.ToString($"The network {report.Network}: fill is activation, width is magnitude, dashed is below 0", "network");
    }

    private void DrawImage(Svg svg)
    {
        var ((x, y, width, height), sample) = (_layout.Image, report.Sample);
        svg.Rectangle("paper", x, y, width, height, more: "rx=\"4\"");
        svg.Image("ink", x, y, width, height, Pictures.Ink(sample.X, sample.Rows, sample.Columns));
    }

    /// <summary>Draws a group of lines, by |w| or by |∂C/∂w|.</summary>
    private void DrawEdges(Svg svg, string name, double[][][] values)
    {
        svg.Open($"edges {name}");
        for (var layer = 1; layer <= report.Network.Layers.Count; layer++)
        {
            double ValueOf(ParameterName edge) => values[edge.Layer - 1][edge.To][edge.From!.Value];
            var edges = Candidates(layer).OrderByDescending(edge => Math.Abs(ValueOf(edge)))
                .Take(layer == 1 && _layout.HasImage ? MaxEdgesFromPixels : MaxEdgesBetweenNeurons).Reverse().ToList();
            var largest = Pictures.Largest(edges.Select(ValueOf));
            foreach (var edge in edges)
            {
                var share = largest > 0 && double.IsFinite(ValueOf(edge)) ? Math.Abs(ValueOf(edge)) / largest : 0;
                DrawEdge(svg, Numeral.Sign(ValueOf(edge)), edge,
                    $"stroke-width=\"{Svg.At(Thinnest + (Thickest - Thinnest) * share)}\" opacity=\"{Svg.At(0.25 + 0.65 * share)}\"");
            }
        }
        svg.Close();
    }

    private void DrawEdge(Svg svg, string css, ParameterName edge, string? more = null)
    {
        var ((x1, y1), (x2, y2), (name, value, derivative)) = (_layout.Of(Source(edge)), _layout.Of(edge.Neuron), report.Explanation.Of(edge));
        svg.Line(css, x1, y1, x2, y2, $"{name} = {Numbers.Short(value)}, ∂C/∂w = {Numbers.Short(derivative)}", more);
    }

    /// <summary>Writes the weights of a small network on their lines.</summary>
    private void LabelEdges(Svg svg)
    {
        foreach (var edge in Enumerable.Range(1, report.Network.Layers.Count).SelectMany(Candidates))
        {
            var ((x1, y1), (x2, y2)) = (_layout.Of(Source(edge)), _layout.Of(edge.Neuron));
            // Away from the middle, where the lines of a layer cross.
            var share = report.Network.Widths[edge.Layer - 1] == 1 && report.Network.Widths[edge.Layer] == 1 ? 0.5 : 0.28;
            svg.Text("on-line", x1 + share * (x2 - x1), y1 + share * (y2 - y1) - 7, Numbers.Short(report.Explanation.Of(edge).Value, 4));
        }
    }

    private IEnumerable<ParameterName> Candidates(int layer) =>
        from to in _layout.Drawn(layer)
        from k in layer == 1 && _layout.HasImage ? Enumerable.Range(0, report.Network.Inputs) : _layout.Drawn(layer - 1)
        select new ParameterName(layer, to, k);

    private static NeuronName Source(ParameterName edge) => new(edge.Layer - 1, edge.From!.Value);

    private void DrawNeuron(Svg svg, NeuronName name)
    {
        var ((x, y), radius, a) = (_layout.Of(name), _layout.Radius(name.Layer), report.Explanation.Pass.A[name.Layer]);
        var (value, derivative) = (a[name.Index], report.Explanation.Gradient.A[name.Layer][name.Index]);
        // Relative to 1, or to the layer's largest activation if that is above 1.
        var share = double.IsFinite(value) ? Math.Abs(value) / Math.Max(1, Pictures.Largest(a)) : 0;
        var isChosen = name == report.Neuron.Name || name == report.Chain.Name.Neuron || name == Source(report.Chain.Name);
        svg.Open($"neuron{(isChosen ? " picked" : "")}", $"{name} = {Numbers.Short(value)}, ∂C/∂a = {Numbers.Short(derivative)}");
        svg.Circle("body", x, y, radius);
        svg.Circle(value < 0 ? "below" : "fill", x, y, Math.Max(1, radius - 2), more: $"fill-opacity=\"{Svg.At(share)}\"");
        if (name.Layer == report.Network.Layers.Count && _layout.Drawn(name.Layer).Count > 1)
            LabelOutput(svg, name.Index, value, x + radius + 10, y + 5);
        else if (report.IsWhole)
        {
            svg.Text("under", x, y + radius + 18, $"{name} = {Numbers.Short(value, 4)}");
            svg.Text("under small", x, y + radius + 34, $"∂C/∂a = {Numbers.Short(derivative, 4)}");
        }
        svg.Close();
    }

    private void LabelOutput(Svg svg, int index, double value, double x, double y)
    {
        var target = report.Explanation.Target[index];
        var text = Math.Abs(value) < 10 ? value.ToString("0.000", CultureInfo.InvariantCulture) : Numbers.Short(value, 4);
        var mark = target == 0 ? "" : $"<tspan class=\"target\" dx=\"8\">← {Numbers.Short(target, 3)}</tspan>";
        svg.Markup("output", x, y, $"<tspan class=\"name\">{index}</tspan><tspan dx=\"8\">{text}</tspan>{mark}");
    }

    private void DrawCaption(Svg svg, int layer)
    {
        var (drawn, width) = (_layout.Drawn(layer).Count, report.Network.Widths[layer]);
        var isImage = layer == 0 && _layout.HasImage;
        var x = isImage ? _layout.Image.X + _layout.Image.Width / 2 : _layout.Of(new(layer, _layout.Drawn(layer)[0])).X;
        var what = layer == 0 ? "input" : layer == report.Network.Layers.Count ? "outputs" : $"layer {layer}";
        var count = isImage || drawn == width ? $"{width}" : $"{drawn} of {width}";
        svg.Text("under caption", x, 18, width == 1 ? what.TrimEnd('s') : $"{what}: {count}");
    }
}

/// <summary>Positions of the neurons in the drawing: a column per layer; an input that is an image is drawn as one.</summary>
internal sealed class NetworkLayout
{
    public const int Width = 1000, MaxShown = 32;

    private const int Margin = 34, ImageSize = 280;

    private readonly Report _report;
    private readonly int[][] _shown;

    public NetworkLayout(Report report)
    {
        _report = report;
        _shown = [.. report.Network.Widths.Select((_, layer) => Shown(layer))];
        var tallest = _shown.Skip(HasImage ? 1 : 0).Max(column => column.Length);
        var spacing = tallest switch { 1 => 170, <= 4 => 120, <= 10 => 56, <= 20 => 34, _ => 20 };
        Height = Math.Max(HasImage ? ImageSize + 40 : 0, tallest * spacing) + 2 * Margin;
    }

    /// <summary>The height of the drawing.</summary>
    public int Height { get; }

    /// <summary>Whether the input is drawn as an image.</summary>
    public bool HasImage => _report.Sample.Rows > 0;

    /// <summary>The left and upper edge of the image and its size; pixels are square.</summary>
    public (double X, double Y, double Width, double Height) Image
    {
        get
        {
            var pixel = (double)ImageSize / Math.Max(_report.Sample.Rows, _report.Sample.Columns);
            var (width, height) = (pixel * _report.Sample.Columns, pixel * _report.Sample.Rows);
            return (10, (Height - height) / 2, width, height);
        }
    }

    /// <summary>Returns the neurons of a layer that are drawn, in their order.</summary>
    public IReadOnlyList<int> Drawn(int layer) => _shown[layer];

    /// <summary>Returns the radius of a layer's circles.</summary>
    public double Radius(int layer) => Math.Min(_shown[layer].Length == 1 ? 30 : 18, Spacing(layer) * 0.4);

    /// <summary>Returns the middle of a neuron or a pixel.</summary>
    public (double X, double Y) Of(NeuronName neuron)
    {
        if (neuron.Layer == 0 && HasImage)
        {
            var (left, top, width, height) = Image;
            var (row, column) = Math.DivRem(neuron.Index, _report.Sample.Columns);
            return (left + (column + 0.5) * width / _report.Sample.Columns, top + (row + 0.5) * height / _report.Sample.Rows);
        }
        var layers = _report.Network.Layers.Count;
        var (first, room) = HasImage ? (ImageSize + 20, Width - ImageSize - 190) : (70, Width - 230);
        var x = first + room * (double)neuron.Layer / layers;
        var place = Array.IndexOf(_shown[neuron.Layer], neuron.Index) - (_shown[neuron.Layer].Length - 1) / 2.0;
        return (x, Height / 2.0 + place * Spacing(neuron.Layer));
    }

    private double Spacing(int layer) => Math.Min(120, (Height - 2.0 * Margin) / _shown[layer].Length);

    /// <summary>Returns all neurons of a narrow layer; of a wide one those the cost is most sensitive to, and the selected ones.</summary>
    private int[] Shown(int layer)
    {
        var (width, derivative) = (_report.Network.Widths[layer], _report.Explanation.Gradient.A[layer]);
        if (layer == 0 && HasImage) return [];
        if (width <= MaxShown) return [.. Enumerable.Range(0, width)];
        var weight = _report.Chain.Name;
        NeuronName[] chosen = [weight.Neuron, _report.Neuron.Name, new(weight.Layer - 1, weight.From!.Value)];
        return [.. Enumerable.Range(0, width)
            .OrderByDescending(index => chosen.Contains(new(layer, index)))
            .ThenByDescending(index => Math.Abs(derivative[index]))
            .Take(MaxShown).Order()];
    }
}
