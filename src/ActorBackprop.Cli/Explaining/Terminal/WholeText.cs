using ActorBackprop.Learning.Explanations;
using Spectre.Console;

namespace ActorBackprop.Cli.Explaining.Terminal;

/// <summary>Writes every number of a small network, forward and backward.</summary>
internal sealed class WholeText(Report report, Action<string> say)
{
    // With "  ", twice " = ", a space and a value of at most 16 a line fits into 80 columns.
    private const int NameWidth = 11, FormulaWidth = 13, NumbersWidth = 29;

    private readonly Explanation _explanation = report.Explanation;

    public void Write()
    {
        var (network, pass) = (report.Network, _explanation.Pass);
        say("");
        say("[bold]Forward[/]");
        for (var k = 0; k < network.Inputs; k++) Line($"a0:{k}", "the input", [], pass.A[0][k]);
        for (var layer = 1; layer <= network.Layers.Count; layer++)
            for (var j = 0; j < network.Widths[layer]; j++) Forward(layer, j);
        for (var j = 0; j < network.Outputs; j++) Line($"y{j}", "the target", [], _explanation.Target[j]);
        Line("C", Formulas.Of(network.Cost), [], _explanation.Cost);

        say("");
        say("[bold]Backward[/], from the last layer");
        for (var layer = network.Layers.Count; layer >= 1; layer--)
            for (var j = 0; j < network.Widths[layer]; j++) Backward(layer, j);
    }

    private void Forward(int layer, int j)
    {
        var (reference, a) = (_explanation.Reference, _explanation.Pass.A[layer - 1]);
        var (w, b) = (reference.Weights[layer - 1][j], reference.Biases[layer - 1][j]);
        var products = w.Select((weight, k) => Product(weight, a[k]));
        Line($"z{layer}:{j}", w.Length == 1 ? "w · a + b" : "Σ w · a + b", [.. products, N(b)], _explanation.Pass.Z[layer - 1][j]);
        Line($"a{layer}:{j}", $"σ(z{layer}:{j})", [], _explanation.Pass.A[layer][j]);
    }

    private void Backward(int layer, int j)
    {
        var neuron = _explanation.Neuron(new(layer, j));
        var (name, a) = ($"{layer}:{j}", _explanation.Pass.A[layer - 1]);
        if (neuron.Target is not null) Line($"∂C/∂a{name}", Formulas.Derivative(report.Network.Cost), [], neuron.DCda);
        else
        {
            var wishes = _explanation.Wishes(neuron.Name).Wishes;
            var next = _explanation.Gradient.B[layer];
            Line($"∂C/∂a{name}", wishes.Count == 1 ? "w · ∂C/∂z" : "Σ w · ∂C/∂z",
                [.. next.Select((dz, i) => Product(_explanation.Reference.Weights[layer][i][j], dz))], neuron.DCda);
        }
        if (neuron.Cancels) Line($"∂C/∂z{name}", "a − y", [], neuron.DCdz);
        else Line($"∂C/∂z{name}", "σ′(z) · ∂C/∂a", [Product(neuron.Slope!.Value, neuron.DCda)], neuron.DCdz);
        Line($"∂C/∂b{name}", "∂C/∂z", [], _explanation.Gradient.B[layer - 1][j]);
        for (var k = 0; k < a.Length; k++)
            Line($"∂C/∂w{name},{k}", "a · ∂C/∂z", [Product(a[k], neuron.DCdz)], _explanation.Gradient.W[layer - 1][j][k]);
    }

    /// <summary>Writes one number with its formula and the terms that are added, on as many lines as these need.</summary>
    private void Line(string name, string formula, IReadOnlyList<string> terms, double value)
    {
        var head = $"  {name.PadRight(NameWidth)} = ";
        var end = $" = {Tables.Signed(name.StartsWith('∂') ? value : 0, Numbers.Exact(value))}";
        var sums = Broken(terms);
        // A formula without terms fills their column too.
        if (sums.Count == 0) say($"{head}{Markup.Escape(formula.PadRight(FormulaWidth + 1 + NumbersWidth))}{end}");
        for (var i = 0; i < sums.Count; i++)
        {
            var left = i == 0 ? head + Markup.Escape(formula.PadRight(FormulaWidth)) : new string(' ', head.Length + FormulaWidth);
            say(i < sums.Count - 1 ? $"{left} [dim]{sums[i]}[/]" : $"{left} [dim]{sums[i].PadRight(NumbersWidth)}[/]{end}");
        }
    }

    /// <summary>Returns a sum on as few lines as the width of its column allows.</summary>
    private static List<string> Broken(IReadOnlyList<string> terms)
    {
        var lines = terms.Take(1).ToList();
        foreach (var term in terms.Skip(1))
            if (lines[^1].Length + 3 + term.Length <= NumbersWidth) lines[^1] += $" + {term}";
            else lines.Add($"+ {term}");
        return lines;
    }

    private static string Product(double one, double other) => $"{N(one)} · {N(other)}";

    private static string N(double value) => Numbers.Short(value);
}
