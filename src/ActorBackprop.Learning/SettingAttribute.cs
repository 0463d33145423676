namespace ActorBackprop.Learning;

/// <summary>
/// Describes a setting. Its key, range, help and schema, and how it is read and written, follow from the property with this attribute.
/// All arguments are constructor parameters, since attribute properties are set by reflection, which would slow down the start.
/// </summary>
/// <param name="description">The description, as a sentence without the full stop.</param>
/// <param name="key">The key in files; null for the property's name in camel case.</param>
/// <param name="min">The minimum; NaN for none.</param>
/// <param name="max">The maximum; NaN for that of the type.</param>
/// <param name="above">The exclusive lower bound; NaN for none.</param>
/// <param name="below">The exclusive upper bound; NaN for none.</param>
/// <param name="orZero">Whether 0 is accepted outside of the range, with a special meaning.</param>
/// <param name="minItems">The fewest items of a list.</param>
/// <param name="maxLength">The most items of a list of objects, or characters of a string.</param>
/// <param name="isPath">Whether the string is the path of a directory.</param>
/// <param name="example">An example value for errors; null for none.</param>
/// <param name="hint">The placeholder for a value in the help.</param>
/// <param name="derived">What a null value is derived from, in words; null if it is not derived.</param>
/// <param name="readIf">The name of a property that tells whether the setting has an effect; null if it always has.</param>
/// <param name="changesTheBits">Whether the trained weights depend on the setting.</param>
[AttributeUsage(AttributeTargets.Property)]
public sealed class SettingAttribute(
    string description, string? key = null, double min = double.NaN, double max = double.NaN, double above = double.NaN,
    double below = double.NaN, bool orZero = false, int minItems = 0, int maxLength = int.MaxValue, bool isPath = false,
    string? example = null, string hint = "", string? derived = null, string? readIf = null, bool changesTheBits = true) : Attribute
{
    /// <summary>The description, as a sentence without the full stop.</summary>
    public string Description => description;

    /// <summary>The key in files; null for the property's name in camel case.</summary>
    public string? Key => key;

    /// <summary>The minimum; NaN for none.</summary>
    public double Min => min;

    /// <summary>The maximum; NaN for that of the type.</summary>
    public double Max => max;

    /// <summary>The exclusive lower bound; NaN for none.</summary>
    public double Above => above;

    /// <summary>The exclusive upper bound; NaN for none.</summary>
    public double Below => below;

    /// <summary>Whether 0 is accepted outside of the range, with a special meaning.</summary>
    public bool OrZero => orZero;

    /// <summary>The fewest items of a list.</summary>
    public int MinItems => minItems;

    /// <summary>The most items of a list of objects, or characters of a string.</summary>
    public int MaxLength => maxLength;

    /// <summary>Whether the string is the path of a directory.</summary>
    public bool IsPath => isPath;

    /// <summary>An example value for errors; null for none.</summary>
    public string? Example => example;

    /// <summary>The placeholder for a value in the help.</summary>
    public string Hint => hint;

    /// <summary>What a null value is derived from, in words; null if it is not derived.</summary>
    public string? Derived => derived;

    /// <summary>The name of a property that tells whether the setting has an effect; null if it always has.</summary>
    public string? ReadIf => readIf;

    /// <summary>Whether the trained weights depend on the setting.</summary>
    public bool ChangesTheBits => changesTheBits;
}
