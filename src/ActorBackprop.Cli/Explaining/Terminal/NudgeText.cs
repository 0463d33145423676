using ActorBackprop.Learning.Explanations;

namespace ActorBackprop.Cli.Explaining.Terminal;

/// <summary>What the derivative predicts of a small change, and what the cost does.</summary>
internal sealed class NudgeText(Nudge nudge, Action<string> say)
{
    public void Write()
    {
        say("");
        say($"[bold]A nudge[/]: {nudge.Name} from {Numbers.Exact(nudge.Value)} to "
            + $"{Numbers.Exact(nudge.Value + nudge.Delta)}, δ = {Numbers.Exact(nudge.Delta)}");
        Line("predicted", nudge.Predicted, "∂C/∂p · δ, to first order");
        Line("real", nudge.Real, $"C from {Numbers.Exact(nudge.C)} to {Numbers.Exact(nudge.NudgedC)}");
        Line("remainder", nudge.Remainder, $"of second order: {Numbers.Short(nudge.RemainderByDeltaSquared)} · δ²");
    }

    private void Line(string name, double value, string what) =>
        say($"  {name,-10} {Tables.Signed(value, $"{Numbers.Exact(value),18}")}  [dim]{what}[/]");
}
