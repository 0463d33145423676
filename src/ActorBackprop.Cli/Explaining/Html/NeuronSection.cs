using ActorBackprop.Learning.Explanations;

namespace ActorBackprop.Cli.Explaining.Html;

/// <summary>The three ways to change a neuron, a card each.</summary>
internal static class NeuronSection
{
    private const int Rows = 8;

    public static string Of(Report report)
    {
        var neuron = report.Neuron;
        var target = neuron.Target is { } y ? $" and should be {Numbers.Short(y)}" : "";
        return $"<p>The neuron <b>{neuron.Name}</b> is {Numbers.Exact(neuron.A)}{target}. Everything asked of what is before it "
            + $"is a share of ∂C/∂z = {Tags.Signed(neuron.DCdz)}. An arrow ↑ wishes it larger, ↓ smaller.</p>\n<div class=\"cards\">"
            + Card("1", "Its bias", "∂C/∂b = ∂C/∂z",
                $"<p class=\"big\">{Tags.Wish(neuron.DCdb)}</p><p>b = {Numbers.Exact(neuron.B)}</p>")
            + Card("2", "Its weights", "∂C/∂w = a · ∂C/∂z, in proportion to the activations they come from",
                Picture(report, incoming => incoming.DCdw)
                    + List(neuron, incoming => incoming.DCdw, "a", incoming => incoming.A))
            + Card("3", "The activations before it", "w · ∂C/∂z, in proportion to its weights",
                Picture(report, incoming => incoming.Wish) + List(neuron, incoming => incoming.Wish, "w", incoming => incoming.W))
            + "</div>\n";
    }

    private static string Card(string number, string name, string formula, string body) =>
        $"<div class=\"card\"><h3><i>{number}</i>{name}</h3><p class=\"muted\">{formula}</p>{body}</div>\n";

    private static string List(NeuronExplanation neuron, Func<Connection, double> value, string of, Func<Connection, double> reason)
    {
        var most = Pictures.Most(neuron.Incoming.Select(value));
        var top = neuron.Incoming.OrderByDescending(incoming => Math.Abs(value(incoming))).Take(Rows).ToList();
        var rest = neuron.Incoming.Count > top.Count ? $"<p class=\"muted\">the {top.Count} largest of {neuron.Incoming.Count}</p>" : "";
        return Tags.Table(["from", of, "wish", ""], top.Select(incoming =>
            Tags.Row($"{incoming.From}", Tags.Number(reason(incoming)),
                Tags.Wish(value(incoming)), Tags.Bar(value(incoming), most)))) + rest;
    }

    /// <summary>The wishes as an image, where what comes before is one.</summary>
    private static string Picture(Report report, Func<Connection, double> value)
    {
        if (report.Sample.Rows == 0 || report.Neuron.Name.Layer != 1) return "";
        var values = report.Neuron.Incoming.Select(value).ToList();
        var picture = Pictures.Signed(values, report.Sample.Rows, report.Sample.Columns, Pictures.Most(values));
        return $"<img class=\"tile\" alt=\"by pixel\" src=\"{picture}\">";
    }
}
