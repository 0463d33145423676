using ActorBackprop.Learning.Explaining;

namespace ActorBackprop.Cli.Explaining.Html;

/// <summary>The three ways to change a neuron, a card each.</summary>
internal static class NeuronSection
{
    private const int Rows = 8;

    public static string Of(Report report)
    {
        var (changes, neuron) = (report.Changes, report.Changes.Neuron);
        var target = neuron.Target is { } y ? $" and should be {Numbers.Short(y)}" : "";
        return $"<p>The neuron <b>{neuron.Name}</b> is {Numbers.Exact(neuron.A)}{target}. Everything asked of what is before it "
            + $"is a share of ∂C/∂z = {Tags.Signed(neuron.CostByZ)}. An arrow ↑ wishes it larger, ↓ smaller.</p>\n<div class=\"cards\">"
            + Card("1", "Its bias", "∂C/∂b = ∂C/∂z",
                $"<p class=\"big\">{Tags.Wish(changes.BiasDerivative)}</p><p>b = {Numbers.Exact(changes.Bias)}</p>")
            + Card("2", "Its weights", "∂C/∂w = a · ∂C/∂z, in proportion to the activations they come from",
                Picture(report, incoming => incoming.WeightDerivative)
                    + List(changes, incoming => incoming.WeightDerivative, "a", incoming => incoming.Activation))
            + Card("3", "The activations before it", "w · ∂C/∂z, in proportion to its weights",
                Picture(report, incoming => incoming.Wish) + List(changes, incoming => incoming.Wish, "w", incoming => incoming.Weight))
            + "</div>\n";
    }

    private static string Card(string number, string name, string formula, string body) =>
        $"<div class=\"card\"><h3><i>{number}</i>{name}</h3><p class=\"muted\">{formula}</p>{body}</div>\n";

    private static string List(NeuronChanges changes, Func<Incoming, double> value, string of, Func<Incoming, double> reason)
    {
        var most = Pictures.Most(changes.Incoming.Select(value));
        var top = changes.Incoming.OrderByDescending(incoming => Math.Abs(value(incoming))).Take(Rows).ToList();
        var rest = changes.Incoming.Count > top.Count ? $"<p class=\"muted\">the {top.Count} largest of {changes.Incoming.Count}</p>" : "";
        return Tags.Table(["from", of, "wish", ""], top.Select(incoming =>
            Tags.Row($"{incoming.From}", Tags.Number(reason(incoming)),
                Tags.Wish(value(incoming)), Tags.Bar(value(incoming), most)))) + rest;
    }

    /// <summary>The wishes as an image, where what comes before is one.</summary>
    private static string Picture(Report report, Func<Incoming, double> value)
    {
        if (report.Sample.Rows == 0 || report.Changes.Neuron.Name.Layer != 1) return "";
        var values = report.Changes.Incoming.Select(value).ToList();
        var picture = Pictures.Signed(values, report.Sample.Rows, report.Sample.Columns, Pictures.Most(values));
        return $"<img class=\"tile\" alt=\"by pixel\" src=\"{picture}\">";
    }
}
