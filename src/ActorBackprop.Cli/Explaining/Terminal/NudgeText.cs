using ActorBackprop.Learning.Explaining;

namespace ActorBackprop.Cli.Explaining.Terminal;

/// <summary>What the derivative foretells of a small change, and what the cost does.</summary>
internal sealed class NudgeText(Nudge nudge, Action<string> say)
{
    public void Write()
    {
        say("");
        say($"[bold]A nudge[/]: {nudge.Parameter.Name} from {Numbers.Exact(nudge.Parameter.Value)} to "
            + $"{Numbers.Exact(nudge.Parameter.Value + nudge.Delta)}, δ = {Numbers.Exact(nudge.Delta)}");
        Line("foretold", nudge.Predicted, "∂C/∂p · δ, to first order");
        Line("real", nudge.Real, $"C from {Numbers.Exact(nudge.Cost)} to {Numbers.Exact(nudge.NudgedCost)}");
        Line("remainder", nudge.Remainder, $"of second order: {Numbers.Short(nudge.RemainderBySquare)} · δ²");
    }

    private void Line(string name, double value, string what) =>
        say($"  {name,-10} {Tables.Signed(value, $"{Numbers.Exact(value),18}")}  [dim]{what}[/]");
}
