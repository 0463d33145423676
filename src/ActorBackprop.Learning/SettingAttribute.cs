namespace ActorBackprop.Learning;

/// <summary>
/// States a setting once: its key, range, help, schema and the way it is read and written follow from the property that carries this.
/// Every argument belongs to the constructor: properties of attributes are set by reflection, which would slow down the start.
/// </summary>
/// <param name="description">What it is, in a sentence without the full stop.</param>
/// <param name="key">The key in files; null for the property's name in camel case.</param>
/// <param name="min">The smallest number; NaN for no such bound.</param>
/// <param name="max">The largest number; NaN for what the type can hold.</param>
/// <param name="above">What every number is above; NaN for no such bound.</param>
/// <param name="below">What every number is below; NaN for no such bound.</param>
/// <param name="orZero">Whether 0 is accepted beside the range, and stands for something else.</param>
/// <param name="minItems">The fewest items of a list.</param>
/// <param name="maxLength">The most items of a list of objects, or characters of a text.</param>
/// <param name="isPath">Whether a text is the path of a directory.</param>
/// <param name="example">A value as text, for errors; null for none.</param>
/// <param name="hint">What help shows in place of a value.</param>
/// <param name="derived">What the value is derived from where it is null, in words; null where nothing is derived.</param>
/// <param name="readIf">The name of a property that tells whether the setting makes a difference; null where it always does.</param>
/// <param name="changesTheBits">Whether the trained weights depend on it.</param>
[AttributeUsage(AttributeTargets.Property)]
public sealed class SettingAttribute(
    string description, string? key = null, double min = double.NaN, double max = double.NaN, double above = double.NaN,
    double below = double.NaN, bool orZero = false, int minItems = 0, int maxLength = int.MaxValue, bool isPath = false,
    string? example = null, string hint = "", string? derived = null, string? readIf = null, bool changesTheBits = true) : Attribute
{
    /// <summary>What it is, in a sentence without the full stop.</summary>
    public string Description => description;

    /// <summary>The key in files; null for the property's name in camel case.</summary>
    public string? Key => key;

    /// <summary>The smallest number; NaN for no such bound.</summary>
    public double Min => min;

    /// <summary>The largest number; NaN for what the type can hold.</summary>
    public double Max => max;

    /// <summary>What every number is above; NaN for no such bound.</summary>
    public double Above => above;

    /// <summary>What every number is below; NaN for no such bound.</summary>
    public double Below => below;

    /// <summary>Whether 0 is accepted beside the range, and stands for something else.</summary>
    public bool OrZero => orZero;

    /// <summary>The fewest items of a list.</summary>
    public int MinItems => minItems;

    /// <summary>The most items of a list of objects, or characters of a text.</summary>
    public int MaxLength => maxLength;

    /// <summary>Whether a text is the path of a directory.</summary>
    public bool IsPath => isPath;

    /// <summary>A value as text, for errors; null for none.</summary>
    public string? Example => example;

    /// <summary>What help shows in place of a value.</summary>
    public string Hint => hint;

    /// <summary>What the value is derived from where it is null, in words; null where nothing is derived.</summary>
    public string? Derived => derived;

    /// <summary>The name of a property that tells whether the setting makes a difference; null where it always does.</summary>
    public string? ReadIf => readIf;

    /// <summary>Whether the trained weights depend on it.</summary>
    public bool ChangesTheBits => changesTheBits;
}
