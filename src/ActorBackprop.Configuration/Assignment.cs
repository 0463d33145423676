namespace ActorBackprop.Configuration;

/// <summary>A value for a setting, as text.</summary>
/// <param name="Key">The setting's key: learningRate.</param>
/// <param name="Text">The value as it was written.</param>
/// <param name="Label">What errors and origins call the place where it was written.</param>
public sealed record Assignment(string Key, string Text, string Label)
{
    /// <summary>Returns the assignment that a text stands for; its label is the text.</summary>
    /// <param name="text">key=value; the value may contain further equals signs.</param>
    /// <exception cref="ConfigurationException">There is no key before an equals sign.</exception>
    public static Assignment Parse(string text) => Parse(text, Shown.Text(text));

    /// <summary>Returns the assignment that a text stands for.</summary>
    /// <param name="text">key=value; the value may contain further equals signs.</param>
    /// <param name="label">What errors and origins call the place where it was written.</param>
    /// <exception cref="ConfigurationException">There is no key before an equals sign.</exception>
    public static Assignment Parse(string text, string label)
    {
        var equals = text.IndexOf('=', StringComparison.Ordinal);
        return equals > 0
            ? new Assignment(text[..equals].Trim(), text[(equals + 1)..].Trim(), label)
            : throw new ConfigurationException($"{label}: expected key=value, as in epochs=10.");
    }
}
