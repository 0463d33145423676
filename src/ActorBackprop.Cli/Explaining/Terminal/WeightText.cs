namespace ActorBackprop.Cli.Explaining.Terminal;

/// <summary>The chain rule at one weight, a factor a line.</summary>
internal sealed class WeightText(Report report, Action<string> say)
{
    public void Write()
    {
        var chain = report.Chain;
        var (neuron, j, k) = (chain.Neuron, chain.Neuron.Name.ToString()[1..], $"a{chain.Name.Layer - 1}:{chain.Name.From}");
        say("");
        say($"[bold]One weight[/]: {chain.Name} = {Numbers.Exact(chain.W)}, from {k} to a{j}");
        say(neuron.Cancels
            ? $"  ∂C/∂w = {k} · (a{j} − y), since σ′ and ∂C/∂a of this cost come to a − y"
            : $"  ∂C/∂w = {k} · σ′(z{j}) · ∂C/∂a{j}");
        Factor(k, chain.A, "the activation it comes from");
        if (neuron.Cancels)
            Factor($"a{j} − y", neuron.DCdz, $"a is {Numbers.Exact(neuron.A)}, y is {Numbers.Exact(neuron.Target!.Value)}");
        else
        {
            Factor($"σ′(z{j})", neuron.Slope!.Value, $"how steep a is at z = {Numbers.Exact(neuron.Z)}");
            Factor($"∂C/∂a{j}", neuron.DCda, Formulas.Source(neuron, report.Network));
        }
        say($"  {"∂C/∂w",-12} {Tables.Signed(chain.DCdw, $"[bold]{Numbers.Exact(chain.DCdw),16}[/]")}  "
            + $"so C {(chain.DCdw < 0 ? "falls" : chain.DCdw > 0 ? "rises" : "does not change")} as the weight grows");
    }

    private void Factor(string name, double value, string what) =>
        say($"  {name,-12} {Tables.Signed(value, $"{Numbers.Exact(value),16}")}  [dim]{what}[/]");
}
