using System.Globalization;
using ActorBackprop.Learning.Explanations;
using ActorBackprop.Learning.Networks;
using ActorBackprop.Runs.Training;
using ActorBackprop.Runs;

namespace ActorBackprop.Cli.Explaining;

/// <summary>Numbers as they are written and read, the same in every country.</summary>
internal static class Numbers
{
    private const string Digits = "G10";

    /// <summary>To ten significant digits.</summary>
    public static string Exact(double value) => Text(value, Digits);

    /// <summary>To as many as a table has room for.</summary>
    public static string Short(double value, int digits = 6) => Text(value, $"G{digits}");

    /// <summary>Reads numbers with commas between them.</summary>
    /// <param name="flag">Where they stand.</param>
    /// <param name="text">The numbers.</param>
    /// <param name="count">How many they must be.</param>
    /// <param name="of">What they are of, as in "the 1-1-1-1 network's inputs".</param>
    public static double[] Parse(string flag, string text, int count, string of)
    {
        var found = text.AsSpan().Count(',') + 1;
        if (found != count) throw Wrong.Usage($"{flag}: expected {count} number(s) with commas between them, {of}, found {found}.");
        return [.. text.Split(',').Select(part => ParseOne(flag, part))];
    }

    /// <summary>Reads one finite number.</summary>
    public static double ParseOne(string flag, string text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && double.IsFinite(value)
            ? value
            : throw Wrong.Usage($"{flag}: expected a number, found {Wrong.Quoted(text)}.");

    // −0, which a product has when one factor is 0, would only puzzle.
    private static string Text(double value, string format) => (value == 0 ? 0 : value).ToString(format, CultureInfo.InvariantCulture);
}

/// <summary>The few formulas that depend on the network, as a book would print them.</summary>
internal static class Formulas
{
    /// <summary>C of a sample.</summary>
    public static string Of(Cost cost) => cost switch
    {
        Cost.Quadratic => "Σ (a − y)²",
        Cost.SigmoidCrossEntropy => "−Σ [y ln a + (1 − y) ln(1 − a)]",
        _ => "−Σ y ln a",
    };

    /// <summary>∂C/∂a of an output.</summary>
    public static string Derivative(Cost cost) => cost switch
    {
        Cost.Quadratic => "2 (a − y)",
        Cost.SigmoidCrossEntropy => "(a − y) / (a (1 − a))",
        _ => "−y / a",
    };

    /// <summary>Where a neuron's ∂C/∂a comes from.</summary>
    /// <param name="neuron">The neuron.</param>
    /// <param name="network">Its network.</param>
    public static string Source(NeuronExplanation neuron, Network network) => neuron.Target is { } target
        ? $"{Derivative(network.Cost)}, with y = {Numbers.Short(target)}"
        : network.Widths[neuron.Name.Layer + 1] is 1 ? "the wish of the one neuron it feeds"
        : $"the {network.Widths[neuron.Name.Layer + 1]} wishes of the neurons it feeds, added";
}

/// <summary>What cannot be explained, in one sentence.</summary>
internal static class Wrong
{
    public static RunException Usage(string sentence) => new(ExitCode.Usage, sentence);

    /// <summary>Reads what a flag names; what is wrong with it is said with the flag before it.</summary>
    public static T In<T>(string flag, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (FormatException e)
        {
            throw Usage($"{flag}: {e.Message}");
        }
    }

    /// <summary>What a user wrote, in quotes: cut, and with nothing a terminal would obey.</summary>
    public static string Quoted(string text) =>
        $"\"{OneLine.Of(text.Length > 40 ? text[..40] : text)}{(text.Length > 40 ? "…" : "")}\"";
}
