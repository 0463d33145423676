using ActorBackprop.Learning.Explanations;

namespace ActorBackprop.Cli.Explaining.Page;

/// <summary>Where the neurons of a network stand on paper: a column a layer, the input an image where it is one.</summary>
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

    /// <summary>Height of the drawing.</summary>
    public int Height { get; }

    /// <summary>Whether the input is drawn as an image.</summary>
    public bool HasImage => _report.Sample.Rows > 0;

    /// <summary>The image's left and upper edge and its size; pixels are square.</summary>
    public (double X, double Y, double Width, double Height) Image
    {
        get
        {
            var pixel = (double)ImageSize / Math.Max(_report.Sample.Rows, _report.Sample.Columns);
            var (width, height) = (pixel * _report.Sample.Columns, pixel * _report.Sample.Rows);
            return (10, (Height - height) / 2, width, height);
        }
    }

    /// <summary>The neurons of a layer that are drawn, in their order.</summary>
    public IReadOnlyList<int> Drawn(int layer) => _shown[layer];

    /// <summary>Whether a neuron is drawn, be it as a pixel.</summary>
    public bool IsDrawn(NeuronName neuron) => (neuron.Layer == 0 && HasImage) || _shown[neuron.Layer].Contains(neuron.Index);

    /// <summary>Radius of a layer's circles.</summary>
    public double Radius(int layer) => Math.Min(_shown[layer].Length == 1 ? 30 : 18, Spacing(layer) * 0.4);

    /// <summary>The middle of a neuron or a pixel.</summary>
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

    /// <summary>All of a narrow layer; of a wide one the neurons the cost is most sensitive to, and the chosen ones.</summary>
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
