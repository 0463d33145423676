using System.Globalization;
using ActorBackprop.Learning.Networks;

namespace ActorBackprop.Learning.Explaining;

/// <summary>Reads the name of a neuron or a parameter piece by piece; what it does not find it says in one sentence.</summary>
/// <param name="text">The name.</param>
/// <param name="network">The network whose ranges hold.</param>
/// <param name="expected">What such a name looks like.</param>
internal sealed class NameReader(string text, Network network, string expected)
{
    private int _next;

    /// <summary>The letter a name begins with.</summary>
    public char Letter(string letters) =>
        text.Length > 0 && letters.Contains(text[0], StringComparison.Ordinal) ? text[_next++] : throw NoName();

    /// <summary>A layer behind the input, and the colon after it.</summary>
    public int Layer()
    {
        var layers = network.Layers.Count;
        var layer = Digits(':');
        return layer >= 1 && layer <= layers
            ? layer
            : throw new FormatException($"{Quoted()}: {network} has the layers 1 to {layers} behind the input, but no layer {layer}.");
    }

    /// <summary>A neuron's number and what ends it.</summary>
    /// <param name="what">What it is the number of.</param>
    /// <param name="count">How many there are.</param>
    /// <param name="where">Where they are.</param>
    /// <param name="end">What follows; null is the end of the name.</param>
    public int Number(string what, int count, string where, char? end)
    {
        var number = Digits(end);
        return number < count
            ? number
            : throw new FormatException($"{Quoted()}: the {what} is {number}, but {where} of {network} has the neurons 0 to {count - 1}.");
    }

    /// <summary>The number a name ends with.</summary>
    public int Last(string what, int count, string where) => Number(what, count, where, end: null);

    private int Digits(char? end)
    {
        var stop = end is { } letter ? text.IndexOf(letter, _next) : text.Length;
        if (stop < 0 || !int.TryParse(text.AsSpan(_next, stop - _next), NumberStyles.None, CultureInfo.InvariantCulture, out var number))
            throw NoName();
        _next = stop + 1;
        return number;
    }

    private FormatException NoName() => new($"{Quoted()}: expected {expected}; layers count from 1 behind the input, neurons from 0.");

    // It came from outside and goes to a terminal: not too long, and nothing in it that a terminal would obey.
    private string Quoted() =>
        $"\"{string.Concat(text.Take(40).Select(c => char.IsControl(c) ? '?' : c))}{(text.Length > 40 ? "…" : "")}\"";
}
