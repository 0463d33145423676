namespace ActorBackprop.Cli.Explaining.Html;

/// <summary>The chain rule at one weight: a box for each factor, and one for their product.</summary>
internal static class WeightSection
{
    public static string Of(Report report)
    {
        var chain = report.Chain;
        var (neuron, k, j) = (chain.Neuron, $"a{chain.Name.Layer - 1}:{chain.Name.From}", chain.Neuron.Name.ToString()[1..]);
        var from = Factor(k, chain.A, "the activation it comes from");
        var boxes = neuron.Cancels
            ? from + Times + Factor($"a{j} − y", neuron.DCdz, "σ′ and ∂C/∂a of this cost come to a − y")
            : from + Times + Factor($"σ′(z{j})", neuron.Slope!.Value, $"how steep a is at z = {Numbers.Exact(neuron.Z)}")
                + Times + Factor($"∂C/∂a{j}", neuron.DCda, Formulas.Source(neuron, report.Network));
        var direction = chain.DCdw switch { < 0 => "falls as the weight grows", > 0 => "rises as the weight grows", _ => "does not change with it" };
        var rest = neuron.Cancels ? "(a<sub>j</sub> − y<sub>j</sub>)" : "σ′(z<sub>j</sub>) · ∂C/∂a<sub>j</sub>";
        return $"<p class=\"formula\">∂C/∂w = a<sub>k</sub> · {rest}</p>\n"
            + $"<p>The weight <b>{chain.Name}</b> = {Numbers.Exact(chain.W)} leads from {k} to a{j}.</p>\n"
            + $"<div class=\"product\">{boxes}<span class=\"times\">=</span>"
            + $"<div class=\"factor result\"><small>∂C/∂{chain.Name}</small>{Tags.Signed(chain.DCdw)}"
            + $"<span>the cost {direction}</span></div></div>\n";
    }

    private const string Times = "<span class=\"times\">×</span>";

    private static string Factor(string name, double value, string what) =>
        $"<div class=\"factor\"><small>{name}</small>{Tags.Signed(value)}<span>{what}</span></div>";
}
