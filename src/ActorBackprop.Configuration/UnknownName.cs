namespace ActorBackprop.Configuration;

/// <summary>What is said to somebody who wrote a name that does not exist.</summary>
internal static class UnknownName
{
    /// <summary>The fault, and the name that was meant; where that cannot be told, all that there are.</summary>
    /// <param name="names">Those that exist.</param>
    /// <param name="fault">What is wrong, to go before a semicolon.</param>
    /// <param name="name">What was written.</param>
    /// <param name="shown">How an existing name is shown; null as it is.</param>
    public static ConfigurationException Among(IEnumerable<string> names, string fault, string name, Func<string, string>? shown = null)
    {
        var all = names.ToList();
        shown ??= static name => name;
        return Nearest.Of(name, all) is { } nearest
            ? new($"{fault}; did you mean {Shown.Quoted(shown(nearest))}?")
            : new($"{fault}; there are {string.Join(", ", all.Select(shown))}.");
    }
}
