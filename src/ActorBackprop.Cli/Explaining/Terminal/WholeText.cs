using ActorBackprop.Learning.Explaining;
using Spectre.Console;

namespace ActorBackprop.Cli.Explaining.Terminal;

/// <summary>A network so small that every number of it is written out, forward and back.</summary>
internal sealed class WholeText(Report report, Action<string> say)
{
    private readonly Explanation _explanation = report.Explanation;

    public void Write()
    {
        var (network, pass) = (report.Network, _explanation.Pass);
        say("");
        say("[bold]Forward[/]");
        for (var k = 0; k < network.Inputs; k++) Line($"a0:{k}", "the input", "", pass.A[0][k]);
        for (var layer = 1; layer <= network.Layers.Count; layer++)
            for (var j = 0; j < network.Widths[layer]; j++) Forward(layer, j);
        for (var j = 0; j < network.Outputs; j++) Line($"y{j}", "the target", "", _explanation.Target[j]);
        Line("C", Formulas.Of(network.Cost), "", _explanation.Cost);

        say("");
        say("[bold]Backward[/], from the last layer");
        for (var layer = network.Layers.Count; layer >= 1; layer--)
            for (var j = 0; j < network.Widths[layer]; j++) Backward(layer, j);
    }

    private void Forward(int layer, int j)
    {
        var (reference, a) = (_explanation.Reference, _explanation.Pass.A[layer - 1]);
        var (w, b) = (reference.Weights[layer - 1][j], reference.Biases[layer - 1][j]);
        var products = w.Select((weight, k) => $"{N(weight)} · {N(a[k])}");
        Line($"z{layer}:{j}", w.Length == 1 ? "w · a + b" : "Σ w · a + b",
            $"{string.Join(" + ", products)} + {N(b)}", _explanation.Pass.Z[layer - 1][j]);
        Line($"a{layer}:{j}", $"σ(z{layer}:{j})", "", _explanation.Pass.A[layer][j]);
    }

    private void Backward(int layer, int j)
    {
        var neuron = _explanation.Neuron(new(layer, j));
        var (name, a) = ($"{layer}:{j}", _explanation.Pass.A[layer - 1]);
        if (neuron.Target is not null) Line($"∂C/∂a{name}", Formulas.Derivative(report.Network.Cost), "", neuron.CostByA);
        else
        {
            var wishes = _explanation.Wishes(neuron.Name).Wishes;
            var next = _explanation.Gradient.B[layer];
            Line($"∂C/∂a{name}", wishes.Count == 1 ? "w · ∂C/∂z" : "Σ w · ∂C/∂z",
                string.Join(" + ", next.Select((dz, i) => $"{N(_explanation.Reference.Weights[layer][i][j])} · {N(dz)}")), neuron.CostByA);
        }
        if (neuron.Cancels) Line($"∂C/∂z{name}", "a − y", "", neuron.CostByZ);
        else Line($"∂C/∂z{name}", "σ′(z) · ∂C/∂a", $"{N(neuron.Slope!.Value)} · {N(neuron.CostByA)}", neuron.CostByZ);
        Line($"∂C/∂b{name}", "∂C/∂z", "", _explanation.Gradient.B[layer - 1][j]);
        for (var k = 0; k < a.Length; k++)
            Line($"∂C/∂w{name},{k}", "a · ∂C/∂z", $"{N(a[k])} · {N(neuron.CostByZ)}", _explanation.Gradient.W[layer - 1][j][k]);
    }

    private void Line(string name, string formula, string numbers, double value)
    {
        var dim = numbers.Length == 0 ? $"{"",-28}" : $"[dim]{numbers,-28}[/]";
        say($"  {name,-12} = {Markup.Escape(formula.PadRight(16))} {dim} = {Tables.Signed(name.StartsWith('∂') ? value : 0, Numbers.Exact(value))}");
    }

    private static string N(double value) => Numbers.Short(value);
}
