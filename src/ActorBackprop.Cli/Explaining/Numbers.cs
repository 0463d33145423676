using System.Globalization;
using ActorBackprop.Cli.Commands;
using ActorBackprop.Configuration;
using ActorBackprop.Learning.Explanations;
using ActorBackprop.Learning.Networks;

namespace ActorBackprop.Cli.Explaining;

/// <summary>Writes and reads numbers in the invariant culture.</summary>
internal static class Numbers
{
    private const string Digits = "G10";

    /// <summary>Returns a number with ten significant digits.</summary>
    public static string Exact(double value) => Text(value, Digits);

    /// <summary>Returns a number with as many significant digits as a table has room for.</summary>
    public static string Short(double value, int digits = 6) => Text(value, $"G{digits}");

    /// <summary>Reads numbers separated by commas.</summary>
    /// <param name="flag">The flag they belong to.</param>
    /// <param name="text">The numbers.</param>
    /// <param name="count">The expected number of numbers.</param>
    /// <param name="of">What they are, as in "the inputs of 1-1-1-1".</param>
    public static double[] Parse(string flag, string text, int count, string of)
    {
        var found = text.AsSpan().Count(',') + 1;
        if (found != count) throw Usage.Error($"{flag}: expected {count} number(s) separated by commas, {of}, found {found}.");
        return [.. text.Split(',').Select(part => ParseOne(flag, part))];
    }

    /// <summary>Reads one finite number.</summary>
    public static double ParseOne(string flag, string text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && double.IsFinite(value)
            ? value
            : throw Usage.Error($"{flag}: expected a number, found {Shown.Quoted(text)}.");

    // −0, the product of 0 and a negative number, is written as 0.
    private static string Text(double value, string format) => (value == 0 ? 0 : value).ToString(format, CultureInfo.InvariantCulture);
}

/// <summary>The formulas that depend on the network, as a book would print them.</summary>
internal static class Formulas
{
    /// <summary>Returns the formula of C for a sample.</summary>
    public static string Of(Cost cost) => cost switch
    {
        Cost.Quadratic => "Σ (a − y)²",
        Cost.SigmoidCrossEntropy => "−Σ [y ln a + (1 − y) ln(1 − a)]",
        _ => "−Σ y ln a",
    };

    /// <summary>Returns the formula of ∂C/∂a for an output.</summary>
    public static string Derivative(Cost cost) => cost switch
    {
        Cost.Quadratic => "2 (a − y)",
        Cost.SigmoidCrossEntropy => "(a − y) / (a (1 − a))",
        _ => "−y / a",
    };

    /// <summary>Returns where a neuron's ∂C/∂a comes from, in words.</summary>
    /// <param name="neuron">The neuron.</param>
    /// <param name="network">Its network.</param>
    public static string Source(NeuronExplanation neuron, Network network) => neuron.Target is { } target
        ? $"{Derivative(network.Cost)}, with y = {Numbers.Short(target)}"
        : network.Widths[neuron.Name.Layer + 1] is 1 ? "the wish of the one neuron it feeds"
        : $"the {network.Widths[neuron.Name.Layer + 1]} wishes of the neurons it feeds, added";
}
