namespace ActorBackprop.Configuration;

/// <summary>A setting given on the command line.</summary>
/// <param name="Key">The key.</param>
/// <param name="Text">The value as it was written.</param>
/// <param name="Label">What errors and origins call it: --epochs, or --set epochs=3.</param>
public sealed record Assignment(string Key, string Text, string Label)
{
    /// <summary>What a --set says.</summary>
    /// <param name="text">key=value; the value may hold further equals signs.</param>
    /// <exception cref="ConfigurationException">There is no key before an equals sign.</exception>
    public static Assignment FromSet(string text) => From("--set", text);

    /// <summary>What a flag says that takes a key and its value.</summary>
    /// <param name="flag">The flag.</param>
    /// <param name="text">key=value; the value may hold further equals signs.</param>
    /// <exception cref="ConfigurationException">There is no key before an equals sign.</exception>
    public static Assignment From(string flag, string text)
    {
        var equals = text.IndexOf('=', StringComparison.Ordinal);
        return equals > 0
            ? new Assignment(text[..equals].Trim(), text[(equals + 1)..].Trim(), $"{flag} {Shown.Text(text)}")
            : throw new ConfigurationException($"{flag}: expected key=value, as in epochs=10, found {Shown.Text(text)}.");
    }
}
